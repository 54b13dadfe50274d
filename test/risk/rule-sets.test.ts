/** Changing the rules in force: by two people, from an instant, back again, and beside the live. */
import { MemoryStore } from '../../lambdas/adapters/memory-store';
import type { Randomness } from '../../lambdas/core/identifiers';
import { profileFields } from '../../lambdas/core/risk/profile/fields';
import type { RuleSetDocument } from '../../lambdas/core/risk/rules/document';
import { ruleSetHash } from '../../lambdas/core/risk/rules/rule-set';
import { RuleVersions } from '../../lambdas/core/risk/rules/rule-versions';
import { readLinks } from '../../lambdas/core/users/audit-chain';
import { logger } from '../../lambdas/platform/observability';
import { handler as approveActivation } from '../../lambdas/risk/approve-activation';
import { handler as getRuleSet } from '../../lambdas/risk/get-rule-set';
import { handler as listRuleSets } from '../../lambdas/risk/list-rule-sets';
import { handler as proposeActivation } from '../../lambdas/risk/propose-activation';
import { handler as proposeRuleSet } from '../../lambdas/risk/propose-rule-set';
import { handler as startShadow } from '../../lambdas/risk/start-shadow';
import { handler as stopShadow } from '../../lambdas/risk/stop-shadow';
import { handler as withdrawActivation } from '../../lambdas/risk/withdraw-activation';
import { type Caller, callApi, type Reply } from '../support/api-call';

logger.setLogLevel('SILENT');

const anna: Caller = { subject: 'stf_anna', role: 'risk', sessionId: 'ses_a' };
const boris: Caller = { subject: 'stf_boris', role: 'admin', sessionId: 'ses_b' };

let now: number;
let keys: number;
let store: MemoryStore;
let elsewhere: RuleVersions;

beforeEach(() => {
  now = Date.UTC(2026, 10, 22, 2);
  keys = 0;
  store = new MemoryStore({ now: () => now });
  elsewhere = versions();
});

describe('a proposed version', () => {
  it('is kept under the hash of its content and decides nothing', async () => {
    const reply = await propose(strict);

    expect(reply.status).toBe(201);
    expect(reply.body).toMatchObject({ ruleSetHash: ruleSetHash(strict), rules: 1, tables: 0 });
    expect((await elsewhere.inForce(now)).live.hash).toBe(ruleSetHash(deployed));
  });

  it('is the same version when its content is proposed again in another order', async () => {
    const first = await propose(strict);
    const { rules, about, ruleSet } = strict;
    const again = await propose({ rules, about, ruleSet }, boris);

    expect(again.body).toEqual(first.body);
  });

  it.each<[string, object, string]>([
    ['a field there is not', aRule({ field: 'shoeSize', is: 'above', value: 1 }), 'when.field'],
    ['a text as a size', aRule({ field: 'ipCountry', is: 'above', value: 1 }), 'when.is'],
    [
      'a reason without a text',
      { ...aRule(), effect: { kind: 'decline', reason: 'becauseWeSaySo' } },
      'effect.reason',
    ],
    ['no word on missing values', { ...aRule(), missing: undefined }, 'missing'],
    [
      'a wrong bound deep inside',
      aRule({
        any: [
          { field: 'ageYears', is: 'below', value: 1 },
          { not: { all: [{ field: 'ageYears', is: 'below', value: '1' }] } },
        ],
      }),
      'when.any.1.not.all.0.value',
    ],
  ])('with %s is refused, naming the place', async (_, rule, path) => {
    const { status, body } = await propose({ ...strict, rules: [rule] } as never);

    expect(status).toBe(400);
    expect(body.fields.map((field: { path: string }) => field.path)).toEqual([
      `body.document.rules.0.${path}`,
    ]);
  });

  it('is in the audit trail by its hash', async () => {
    await propose(strict);

    const told = (await readLinks(store, anna.subject)).flatMap(({ objects }) => objects);
    expect(told).toContain(ruleSetHash(strict));
  });
});

describe('an activation', () => {
  it('is approved by another person and live everywhere within a minute', async () => {
    const asked = await activate(strict);
    expect((await elsewhere.inForce(now)).live.hash).toBe(ruleSetHash(deployed));
    expect((await decide(asked, boris)).status).toBe(201);

    now += 59_000;
    expect((await elsewhere.inForce(now)).live.hash).toBe(ruleSetHash(deployed));
    now += 1_000;
    expect((await elsewhere.inForce(now)).live.hash).toBe(ruleSetHash(strict));
  });

  it('is refused to who proposed it, and to the author of a new version', async () => {
    const asked = await activate(strict, boris);

    expect((await decide(asked, boris)).body.code).toBe('second_person_required');
    expect((await decide(asked, anna)).body.code).toBe('second_person_required');
    expect((await decide(asked, { ...anna, subject: 'stf_carol' })).status).toBe(201);
  });

  it('of an older version rolls back, by any two people', async () => {
    await decide(await activate(strict), boris);
    now += 1_000;
    await decide(await activate(mild), boris);
    now += 1_000;
    const back = await activate(strict, boris);
    expect((await decide(back, boris)).body.code).toBe('second_person_required');
    expect((await decide(back, anna)).status).toBe(201);

    expect((await versions().inForce(now)).live.hash).toBe(ruleSetHash(strict));
  });

  it('can roll back to the version that came with the deployment', async () => {
    await decide(await activate(strict), boris);
    now += 1_000;
    await decide(await activate(deployed), boris);

    expect((await versions().inForce(now)).live.hash).toBe(ruleSetHash(deployed));
  });

  it('for a later instant waits for it, and can be withdrawn until then', async () => {
    const inAnHour = new Date(now + 3_600_000).toISOString();
    await decide(await activate(strict, anna, inAnHour), boris);
    const second = await activate(mild, anna, inAnHour);
    await decide(second, boris);
    expect((await list()).body.scheduled).toHaveLength(2);
    expect((await withdraw(second)).body.status).toBe('withdrawn');

    expect((await versions().inForce(now + 3_599_999)).live.hash).toBe(ruleSetHash(deployed));
    now += 3_600_000;
    expect((await versions().inForce(now)).live.hash).toBe(ruleSetHash(strict));
    expect((await withdraw(second)).body.code).toBe('change_closed');
  });

  it('takes effect when it is approved, never before', async () => {
    const asked = await activate(strict, anna, new Date(now - 86_400_000).toISOString());
    now += 5_000;

    expect((await decide(asked, boris)).body.effectiveFrom).toBe(new Date(now).toISOString());
  });

  it('is decided once, and lapses after a week', async () => {
    const asked = await activate(strict);
    await decide(asked, boris);
    expect((await decide(asked, boris)).body.code).toBe('change_closed');

    const forgotten = await activate(mild);
    now += 7 * 86_400_000;
    expect((await decide(forgotten, boris)).body.code).toBe('change_closed');
  });

  it('of a version that does not exist is not found', async () => {
    const params = { ruleSetHash: 'f'.repeat(64) };
    expect((await call(proposeActivation, { params, body: { why: 'test' } })).status).toBe(404);
  });
});

describe('a shadow', () => {
  let params: { ruleSetHash: string };
  beforeAll(() => {
    params = { ruleSetHash: ruleSetHash(strict) };
  });
  const shadow = (as: Caller, of = params) => call(startShadow, { as, params: of });
  const running = async () => (await versions().inForce(now)).shadows.map(({ hash }) => hash);

  it('runs beside the live version once a second person wants it, until stopped', async () => {
    await propose(strict);
    expect((await shadow(anna)).body).toMatchObject({ proposedBy: anna.subject });
    expect((await shadow(anna)).status).toBe(200);
    expect(await running()).toEqual([]);

    expect((await shadow(boris)).body).toMatchObject({ approvedBy: boris.subject });
    expect(await running()).toEqual([params.ruleSetHash]);
    expect((await versions().inForce(now)).live.hash).toBe(ruleSetHash(deployed));

    expect((await call(stopShadow, { params })).status).toBe(200);
    expect(await running()).toEqual([]);
    expect((await call(stopShadow, { params })).status).toBe(404);
  });

  it('is not started by the author of the version, who may have had another ask', async () => {
    await propose(strict);
    await shadow(boris);

    expect((await shadow(anna)).body.code).toBe('second_person_required');
    expect(await running()).toEqual([]);
  });

  it('that nobody wanted within a week is asked for anew', async () => {
    await propose(strict);
    await shadow(anna);
    now += 7 * 86_400_000;

    expect((await shadow(boris)).body).toMatchObject({ proposedBy: boris.subject });
    expect(await running()).toEqual([]);
  });

  it('that has become the live version is no shadow any more', async () => {
    const asked = await activate(strict);
    for (const as of [anna, boris]) await shadow(as);
    await decide(asked, boris);

    expect(await running()).toEqual([]);
  });

  it('is one of three at most', async () => {
    for (const value of [1, 2, 3, 4]) {
      const document = withRule(aRule({ field: 'ageYears', is: 'below', value }));
      await propose(document);
      const { status } = await shadow(boris, { ruleSetHash: ruleSetHash(document) });
      expect(status).toBe(value === 4 ? 409 : 200);
    }
  });
});

describe('what staff are shown', () => {
  it('is what is in force, and every version, newest first', async () => {
    await propose(strict);
    now += 1_000;
    await propose(mild);
    const { body } = await list();

    expect(body.inForce).toEqual({ ruleSetHash: ruleSetHash(deployed) });
    expect(body.versions.map((each: { ruleSetHash: string }) => each.ruleSetHash)).toEqual(
      [mild, strict, deployed].map(ruleSetHash),
    );
  });

  it('is a version whole, with who put it in force and why', async () => {
    await decide(await activate(strict), boris);
    const { body } = await call(getRuleSet, { params: { ruleSetHash: ruleSetHash(strict) } });

    expect(body.document).toEqual(strict);
    expect(body.activations).toMatchObject([
      { status: 'approved', why: 'a test', proposedBy: 'stf_anna', decidedBy: 'stf_boris' },
    ]);
  });
});

function aRule(when: object = { field: 'ageYears', is: 'below', value: 20 }) {
  const effect = { kind: 'decline', reason: 'ageOutOfRange' };
  return { rule: 'age', when, missing: 'refer', effect };
}

function withRule(rule: object): RuleSetDocument {
  return { ruleSet: 'origination', about: 'a test', rules: [rule] } as RuleSetDocument;
}

const deployed = withRule(aRule({ field: 'ageYears', is: 'below', value: 18 }));
const strict = withRule(aRule({ field: 'ageYears', is: 'below', value: 25 }));
const mild = withRule(aRule({ field: 'ageYears', is: 'below', value: 19 }));

/** A warm function of its own. */
const versions = () =>
  new RuleVersions({
    store,
    ruleSet: 'origination',
    deployed: [deployed],
    fields: profileFields,
  });

const random: Randomness = (bytes) => {
  keys += 1;
  return new Uint8Array(bytes).fill(keys);
};

interface Servable {
  readonly over: (services: () => never, clock: () => number) => Parameters<typeof callApi>[0];
}

interface Asked {
  readonly as?: Caller;
  readonly params?: Record<string, string>;
  readonly body?: object;
}

function call({ over }: Servable, { as = anna, ...rest }: Asked = {}): Promise<Reply> {
  keys += 1;
  const services = { store, ruleVersions: versions(), random };
  const handler = over(
    () => services as never,
    () => now,
  );
  return callApi(handler, { as, idempotencyKey: `key-${String(keys).padStart(16, '0')}`, ...rest });
}

const propose = (document: RuleSetDocument, as = anna) =>
  call(proposeRuleSet, { as, body: { document } });

const list = () => call(listRuleSets);

/** Proposed by its author's hand, and asked to be put in force by another's or the same. */
async function activate(document: RuleSetDocument, as = anna, effectiveFrom?: string) {
  await propose(document);
  const params = { ruleSetHash: ruleSetHash(document) };
  const body = { why: 'a test', ...(effectiveFrom && { effectiveFrom }) };
  const asked = await call(proposeActivation, { as, params, body });
  expect(asked.status).toBe(201);
  return { ...params, activationId: asked.body.activationId as string };
}

const decide = (params: Record<string, string>, as: Caller) =>
  call(approveActivation, { as, params });

const withdraw = (params: Record<string, string>) => call(withdrawActivation, { params });
