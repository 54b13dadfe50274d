/** Models, matrices, pricing and strategies: uploaded, shadowed, promoted, rolled back by two. */
import { MemoryStore } from '../../lambdas/adapters/memory-store';
import { canonicalJson, hashOfText } from '../../lambdas/core/canonical';
import { type DocumentBody, insertDocument } from '../../lambdas/core/risk/decision/document-rows';
import type { DocumentKind } from '../../lambdas/core/risk/decision/policy';
import { openPolicies } from '../../lambdas/platform/composition/policies';
import {
  deployedDocuments,
  openBehaviourCards,
  openDocuments,
} from '../../lambdas/platform/composition/policy-documents';
import { openRuleVersions } from '../../lambdas/platform/composition/rule-versions';
import { logger } from '../../lambdas/platform/observability';
import { handler as approvePlacement } from '../../lambdas/risk/approve-placement';
import { handler as getPolicyDocument } from '../../lambdas/risk/get-policy-document';
import { handler as listPolicyDocuments } from '../../lambdas/risk/list-policy-documents';
import { handler as proposePlacement } from '../../lambdas/risk/propose-placement';
import { handler as uploadPolicyDocument } from '../../lambdas/risk/upload-policy-document';
import { handler as withdrawPlacement } from '../../lambdas/risk/withdraw-placement';
import { type Caller, callApi, type Reply } from '../support/api-call';

logger.setLogLevel('SILENT');

const anna: Caller = { subject: 'stf_anna', role: 'risk', sessionId: 'ses_a' };
const boris: Caller = { subject: 'stf_boris', role: 'risk', sessionId: 'ses_b' };
const clara: Caller = { subject: 'stf_clara', role: 'admin', sessionId: 'ses_c' };

const sheet = 'Judged by the credit committee on 2026-11-20; no data yet.';
const deployed = canonicalJson(deployedDocuments.applicationCard.at(-1));
/** The same card with another start: 10 points less for everybody. */
const stricter = deployed.replace('-2.441214', '-2.302583');

let now: number;
let keys: number;
let store: MemoryStore;
beforeEach(() => {
  now = Date.UTC(2026, 10, 22, 2);
  keys = 0;
  store = new MemoryStore({ now: () => now });
});

describe('an uploaded model', () => {
  it('is kept to the letter under its hash, and decides nothing', async () => {
    const { status, body } = await upload(stricter);

    expect([status, body.documentHash]).toEqual([201, hashOfText(stricter)]);
    expect((await get(body.documentHash)).body).toMatchObject({ document: stricter, sheet });
    expect(await live()).toBe(hashOfText(deployed));
  });

  it('of many trees is kept in pieces and read as one', async () => {
    const large = `${deployed}${' '.repeat(700_000)}`;
    const { body } = await upload(large);

    expect((await get(body.documentHash)).body.document).toBe(large);
  });

  it.each([
    ['that is not JSON', '{"card": '],
    ['of another kind', '{"matrix": "limit"}'],
    ['that scores age', deployed.replace('"employedMonths"', '"ageYears"')],
    ['that scores what no profile has', deployed.replace('"employedMonths"', '"shoeSize"')],
  ])('%s is refused', async (_, document) => {
    const { status, body } = await upload(document);

    expect([status, body.code]).toEqual([400, 'validation_failed']);
    expect(JSON.stringify([...store.everything()])).not.toContain('DOCUMENT#');
  });
});

describe('a strategy', () => {
  const strategy = deployedDocuments.strategy.at(-1) as { arms: object[] };

  it('that refers to what is not there is refused', async () => {
    const arms = [{ ...strategy.arms[0], rules: '0'.repeat(64) }];
    const reply = await upload(canonicalJson({ ...strategy, arms }), 'strategy');

    expect(reply.body.errors?.[0]?.reason ?? JSON.stringify(reply.body)).toContain('rule set');
  });

  it('gives a challenger its share: the same customers, by the salt', async () => {
    const challenger = (await upload(alsoBureau())).body.documentHash;
    const [champion] = strategy.arms as { documents: object }[];
    const arms = [
      { ...champion, sharePpm: 500_000 },
      {
        ...champion,
        arm: 'challenger',
        sharePpm: 500_000,
        documents: { ...champion!.documents, applicationCard: challenger },
      },
    ];
    const text = canonicalJson({ ...strategy, arms });
    await place((await upload(text, 'strategy')).body.documentHash, 'live', boris, clara);
    const policies = openPolicies(store);
    const armsOf = () =>
      Promise.all(
        Array.from({ length: 40 }, async (_, at) => {
          const policy = await policies.policyFor(`cus_${at}`, now);
          return [policy.arm.arm, policy.applicationCard.hash] as const;
        }),
      );
    const first = await armsOf();

    expect(await armsOf()).toEqual(first);
    const challenged = first.filter(([arm]) => arm === 'challenger');
    expect(challenged.length).toBeGreaterThan(8);
    expect(challenged.length).toBeLessThan(32);
    expect(await policies.watchedFields(now)).toContain('bureauScore');
    for (const [, hash] of challenged) expect(hash).toBe(challenger);
  });
});

describe('a placement', () => {
  it('needs a second person, who is not the author of a new document', async () => {
    const { documentHash } = (await upload(stricter)).body;
    const { changeId } = (await propose(documentHash, 'live', boris)).body;

    for (const same of [boris, anna])
      expect(await approve(documentHash, changeId, same)).toMatchObject({
        status: 403,
        body: { code: 'second_person_required' },
      });
    expect((await approve(documentHash, changeId, clara)).status).toBe(201);
  });

  it('is in force everywhere within a minute, and is rolled back as it came', async () => {
    const elsewhere = openPolicies(store);
    const cardOf = async () => (await elsewhere.policyFor('cus_a', now)).applicationCard.hash;
    expect(await cardOf()).toBe(hashOfText(deployed));
    const { documentHash } = (await upload(stricter)).body;
    await place(documentHash, 'live', anna, clara);
    now += 60_000;
    expect(await cardOf()).toBe(documentHash);

    await place(hashOfText(deployed), 'live', boris, clara);
    now += 60_000;
    expect(await cardOf()).toBe(hashOfText(deployed));
  });

  it('of a behaviour card has open loans scored by it within a minute', async () => {
    const elsewhere = openBehaviourCards(store);
    const [given] = deployedDocuments.behaviourCard as { version: number }[];
    const text = JSON.stringify({ ...given, version: 9 });
    const { documentHash } = (await upload(text, 'behaviourCard')).body;
    expect((await elsewhere.inForce(now)).version).not.toMatch(/-9$/);
    await place(documentHash, 'live', boris, clara);
    now += 60_000;

    expect(await elsewhere.inForce(now)).toMatchObject({
      hash: documentHash,
      version: expect.stringMatching(/-9$/),
    });
  });

  it('in the shadow is scored beside and decides nothing, until it ends', async () => {
    const { documentHash } = (await upload(stricter)).body;
    await place(documentHash, 'shadow', anna, clara);
    const shadowed = await openPolicies(store).shadows(now);

    expect(shadowed.models).toMatchObject([{ kind: 'applicationCard', hash: documentHash }]);
    expect(await live()).toBe(hashOfText(deployed));
    await place(documentHash, 'endShadow', anna, clara);
    expect((await openPolicies(store).shadows(now)).models).toEqual([]);
  });

  it('in the shadow is refused to what is not scored beside the live one', async () => {
    const pricing = hashOfText(canonicalJson(deployedDocuments.pricing.at(-1)));

    expect((await propose(pricing, 'shadow', anna)).body).toMatchObject({
      code: 'validation_failed',
      fields: [{ path: 'body.placement' }],
    });
  });

  it('is decided once, and lapses after a week', async () => {
    const { documentHash } = (await upload(stricter)).body;
    const { changeId } = (await propose(documentHash, 'live', anna)).body;
    const withdrawn = await call(withdrawPlacement, anna, { documentHash, changeId });
    expect(withdrawn.body.status).toBe('withdrawn');
    expect((await approve(documentHash, changeId, clara)).body.code).toBe('change_closed');

    const later = (await propose(documentHash, 'live', anna)).body.changeId;
    now += 8 * 86_400_000;
    expect((await approve(documentHash, later, clara)).body.code).toBe('change_closed');
  });

  it('of more than three shadows is refused', async () => {
    for (const at of [1, 2, 3, 4]) {
      const { documentHash } = (await upload(`${stricter}${' '.repeat(at)}`)).body;
      const { changeId } = (await propose(documentHash, 'shadow', anna)).body;
      const { status } = await approve(documentHash, changeId, clara);
      expect(status).toBe(at <= 3 ? 201 : 409);
    }
  });

  it('of what can no longer be read is refused: nobody could be decided by it', async () => {
    const gone = deployed.replace('"employedMonths"', '"shoeSize"');
    const hash = hashOfText(gone);
    const proposal = { proposedBy: 'stf_anna', proposedAt: new Date(now).toISOString() };
    const kept = { hash, kind: 'applicationCard', sheet, characters: gone.length, ...proposal };
    await store.commit(insertDocument(kept as DocumentBody, gone));

    for (const placement of ['live', 'shadow'])
      expect(await propose(hash, placement, anna)).toMatchObject({
        status: 400,
        body: { code: 'validation_failed', fields: [{ path: 'params.documentHash' }] },
      });
    expect((await propose(hash, 'endShadow', anna)).status).toBe(201);
  });

  it('of a document there is not is not found', async () => {
    expect((await propose('0'.repeat(64), 'live', anna)).status).toBe(404);
  });
});

describe('the list of a kind', () => {
  it('says what is in force and names every version, newest first', async () => {
    const { documentHash } = (await upload(stricter)).body;
    const query = { kind: 'applicationCard' };
    const { body } = await call(listPolicyDocuments, anna, {}, undefined, query);

    expect(body).toMatchObject({ inForce: hashOfText(deployed), shadows: [] });
    expect(body.versions.map((each: { documentHash: string }) => each.documentHash)).toEqual([
      documentHash,
      hashOfText(deployed),
    ]);
  });
});

const upload = (document: string, kind: DocumentKind = 'applicationCard') =>
  call(uploadPolicyDocument, anna, {}, { kind, document, sheet });
const get = (documentHash: string) => call(getPolicyDocument, anna, { documentHash });
const propose = (documentHash: string, placement: string, by: Caller) =>
  call(proposePlacement, by, { documentHash }, { placement, why: 'better separation' });
const approve = (documentHash: string, changeId: string, by: Caller) =>
  call(approvePlacement, by, { documentHash, changeId });

async function place(documentHash: string, placement: string, one: Caller, other: Caller) {
  const { changeId } = (await propose(documentHash, placement, one)).body;
  expect((await approve(documentHash, changeId, other)).status).toBe(201);
}

/** The stricter card, which also looks at what the one in force does not. */
function alsoBureau(): string {
  const card = JSON.parse(stricter);
  const bureauScore = {
    coef: -1,
    bins: [
      { le: 600, woe: -0.1 },
      { gt: 600, woe: 0.1 },
    ],
  };
  return JSON.stringify({ ...card, vars: { ...card.vars, bureauScore } });
}

const live = async () => (await openDocuments(store).readInForce('applicationCard')).live;

type Servable = Parameters<typeof callApi>[0] & {
  readonly over: (services: () => never, clock: () => number) => Parameters<typeof callApi>[0];
};

function call(
  handler: object,
  as: Caller,
  params: Record<string, string>,
  body?: object,
  query?: Record<string, string>,
): Promise<Reply> {
  keys += 1;
  const services = {
    store,
    documents: openDocuments(store),
    ruleVersions: openRuleVersions(store),
    random: (bytes: number) => new Uint8Array(bytes).fill(keys),
  };
  const served = (handler as Servable).over(
    () => services as never,
    () => now,
  );
  return callApi(
    (event, context) =>
      served({ ...event, ...(query && { queryStringParameters: query }) }, context),
    { as, params, body: body ?? {}, idempotencyKey: `key-${String(keys).padStart(16, '0')}` },
  );
}
