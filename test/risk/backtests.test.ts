/** Trying a rule set on decisions that were made: bounded, in slices, exact. */
import { MemoryStore } from '../../lambdas/adapters/memory-store';
import { type DomainEvent, domainEvent } from '../../lambdas/contract/events';
import { isoDate } from '../../lambdas/core/calendar';
import { canonicalJson } from '../../lambdas/core/canonical';
import { decideApplication } from '../../lambdas/core/risk/decision/decision-making';
import { recordDecision } from '../../lambdas/core/risk/decision/decision-record';
import { insertDocument } from '../../lambdas/core/risk/decision/document-rows';
import type { Policies } from '../../lambdas/core/risk/decision/policies';
import type { PolicyVersions } from '../../lambdas/core/risk/decision/policy';
import type { RuleSetDocument } from '../../lambdas/core/risk/rules/document';
import { ruleSetHash } from '../../lambdas/core/risk/rules/rule-set';
import type { RuleVersions } from '../../lambdas/core/risk/rules/rule-versions';
import { insertVersion } from '../../lambdas/core/risk/rules/version-rows';
import { openPolicies } from '../../lambdas/platform/composition/policies';
import { openRuleVersions } from '../../lambdas/platform/composition/rule-versions';
import { logger } from '../../lambdas/platform/observability';
import { handler as createBacktest } from '../../lambdas/risk/create-backtest';
import { handler as getBacktest } from '../../lambdas/risk/get-backtest';
import { handler as runBacktest } from '../../lambdas/risk/run-backtest';
import committed from '../../models/risk/origination-rule-set-1.json';
import { type Caller, callApi } from '../support/api-call';
import { anApplication, solid } from '../support/applications';

logger.setLogLevel('SILENT');

const anna: Caller = { subject: 'stf_anna', role: 'risk', sessionId: 'ses_a' };
const today = '2026-11-22';
const now = Date.parse(`${today}T10:00:00+08:00`);

/** Declines below 25 where the rule set in force declines below 18. */
const strict = {
  ...committed,
  rules: [
    ...committed.rules,
    {
      rule: 'under25',
      when: { field: 'ageYears', is: 'below', value: 25 },
      missing: 'refer',
      effect: { kind: 'decline', reason: 'ageOutOfRange' },
    },
  ],
} as RuleSetDocument;

let store: MemoryStore;
let policies: Policies;
let ruleVersions: RuleVersions;

beforeEach(async () => {
  store = new MemoryStore({ now: () => now });
  policies = openPolicies(store);
  ruleVersions = openRuleVersions(store);
  const document = canonicalJson(strict);
  const by = { proposedBy: 'stf_anna', proposedAt: new Date(now).toISOString() };
  await store.commit([
    insertVersion({ hash: ruleSetHash(strict), ruleSet: 'origination', document, ...by }),
  ]);
});

it('counts what would be decided otherwise, and how often each rule hits', async () => {
  await decideSome(12);
  const { body } = await backtest();

  expect(body).toMatchObject({
    status: 'completed',
    decisions: 12,
    notReplayable: [],
    approvals: { live: 12, candidate: 8 },
    changes: [{ was: 'approve', would: 'decline', decisions: 4 }],
    completedAt: new Date(now).toISOString(),
  });
  // What differs most comes first.
  expect(body.rules[0]).toEqual({ rule: 'under25', live: 0, candidate: 4 });
});

it('finds nothing different in the rule set that decided', async () => {
  await decideSome(6);
  const { body } = await backtest({}, ruleSetHash(committed as RuleSetDocument));

  expect(body).toMatchObject({ decisions: 6, approvals: { live: 6, candidate: 6 }, changes: [] });
});

it('goes on where it stopped, over days and shards, each slice once', async () => {
  await decideSome(10, now - 86_400_000);
  await decideSome(10);
  const events: DomainEvent[] = [];
  const { body } = await backtest({ from: '2026-11-20' }, undefined, events);

  expect(body).toMatchObject({ status: 'completed', decisions: 20 });
  // Three days of eight shards, eight pages a slice.
  expect(events.length).toBe(3);
  for (const event of events) await hear(event);
  expect((await read(body.backtestId)).body).toEqual(body);
});

it('tries no more decisions than asked for', async () => {
  await decideSome(20);

  expect((await backtest({ maximum: 7 })).body).toMatchObject({
    status: 'completed',
    decisions: 7,
  });
});

it('says how many decisions it could not make anew', async () => {
  const [gone, altered] = ['e'.repeat(64), 'f'.repeat(64)];
  const by = { proposedBy: 'stf_anna', proposedAt: new Date(now).toISOString() };
  const document = canonicalJson(strict);
  await store.commit([
    insertVersion({ hash: altered, ruleSet: 'origination', document, ...by }),
    ...insertDocument({ hash: altered, kind: 'pricing', sheet: '', characters: 2, ...by }, '{}'),
  ]);
  const documents = (changes: object) => (versions: PolicyVersions) => ({
    ...versions,
    documents: { ...versions.documents, ...changes },
  });
  await decideSome(3);
  await decideSome(2, now, (versions) => ({ ...versions, engine: 99 }));
  await decideSome(1, now, documents({ applicationCard: gone }));
  await decideSome(2, now, documents({ pricing: altered }));
  await decideSome(1, now, (versions) => ({ ...versions, rules: gone }));
  await decideSome(1, now, (versions) => ({ ...versions, rules: altered }));
  await decideSome(1, now, (versions) => ({ ...versions, arm: 'forgotten' }));
  const { body } = await backtest();

  expect(body).toMatchObject({ status: 'completed', decisions: 3, approvals: { live: 3 } });
  expect(new Set(body.notReplayable)).toEqual(
    new Set([
      { part: 'engine', version: '99', why: 'missing', decisions: 2 },
      { part: 'applicationCard', version: gone, why: 'missing', decisions: 1 },
      { part: 'pricing', version: altered, why: 'unreadable', decisions: 2 },
      { part: 'rules', version: gone, why: 'missing', decisions: 1 },
      { part: 'rules', version: altered, why: 'unreadable', decisions: 1 },
      { part: 'arm', version: 'forgotten', why: 'missing', decisions: 1 },
    ]),
  );
});

it('counts what cannot be made again among the decisions that were asked for', async () => {
  await decideSome(20, now, (versions) => ({ ...versions, rules: 'e'.repeat(64) }));

  expect((await backtest({ maximum: 7 })).body).toMatchObject({
    status: 'completed',
    decisions: 0,
    notReplayable: [{ part: 'rules', decisions: 7 }],
  });
});

it('fails, and is not tried for ever, when the rule set itself can no longer be used', async () => {
  await decideSome(1);
  const { body } = await create();
  const lost = { find: async () => undefined } as never;
  const data = { backtestId: body.backtestId, ruleSetHash: ruleSetHash(strict), slice: 0 };
  await runBacktest.consumer(
    domainEvent.parse({ type: 'BacktestContinued', version: 1, data }),
    { ...services(), ruleVersions: lost },
    { now, today: isoDate(today) },
  );

  expect((await read(body.backtestId)).body).toMatchObject({ status: 'failed', decisions: 0 });
});

it.each([
  { from: '2026-11-22', to: '2026-11-23' },
  { from: '2026-11-22', to: '2026-11-21' },
  { from: '2026-10-22', to: '2026-11-22' },
  { from: '2026-02-30', to: '2026-03-01' },
])('is refused for %j', async (days) => {
  expect((await create(days)).status).toBe(400);
});

it('of a rule set that does not exist is not found', async () => {
  expect((await create({}, 'f'.repeat(64))).status).toBe(404);
});

type ChangeOfVersions = (versions: PolicyVersions) => PolicyVersions;

let decided = 0;

/** Every third applicant is 20 years old. */
async function decideSome(count: number, at = now, change?: ChangeOfVersions): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const known = { ...solid, ageYears: index % 3 === 0 ? 20 : 40 };
    decided += 1;
    const subjectId = `ord_${at}n${decided}x${index}`;
    const asked = { subjectId, application: anApplication(known), listHits: [] };
    const { record } = await decideApplication({ policies, stopwatch: () => 0 }, asked, at);
    const { decision } = record;
    const versions = change ? change(decision.versions) : decision.versions;
    const kept = { ...record, decision: { ...decision, versions } };
    expect((await store.commit([recordDecision(kept)])).ok).toBe(true);
  }
}

const clock = () => now;
const services = () => ({ store, ruleVersions, policies, random: () => new Uint8Array(16) });

function create(body: object = {}, hash = ruleSetHash(strict)) {
  const handler = createBacktest.over(services, clock);
  return callApi(handler, {
    as: anna,
    params: { ruleSetHash: hash },
    body: { from: today, to: today, ...body },
    idempotencyKey: 'key-0000000000000001',
  });
}

const read = (backtestId: string, hash = ruleSetHash(strict)) =>
  callApi(getBacktest.over(services, clock), {
    as: anna,
    params: { ruleSetHash: hash, backtestId },
  });

const hear = (event: DomainEvent) =>
  runBacktest.consumer(event, services(), { now, today: isoDate(today) });

/** Asks for a backtest and has every slice worked off as the stream would. */
async function backtest(body: object = {}, hash?: string, heard: DomainEvent[] = []) {
  const created = await create(body, hash);
  expect(created.status).toBe(201);
  for (let slice = 0; ; slice += 1) {
    const rows = [...store.everything()].filter(({ key }) =>
      key.sort.endsWith(`${created.body.backtestId}-${slice}`),
    );
    if (rows.length === 0) return read(created.body.backtestId, hash);
    const event = domainEvent.parse(rows[0]?.body);
    heard.push(event);
    await hear(event);
  }
}
