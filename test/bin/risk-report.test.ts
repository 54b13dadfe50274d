/** The risk report is one page that can be mailed, and says what has shifted. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runReplay } from '../../bin/replay';
import { runRiskReport } from '../../bin/risk-report';
import { isoDate } from '../../lambdas/core/calendar';
import type { Body } from '../../lambdas/core/ports/store';
import {
  type DecisionRecord,
  decisionKey,
  recordDecision,
} from '../../lambdas/core/risk/decision/decision-record';
import { insertVintage } from '../../lambdas/core/risk/monitoring/rows';
import { vintageOf } from '../../lambdas/core/risk/monitoring/vintage';
import { shadowKey } from '../../lambdas/core/risk/rules/version-rows';
import { openRuleVersions } from '../../lambdas/platform/composition/rule-versions';
import { handler as assessOrder } from '../../lambdas/risk/assess-order';
import { handler as replayDecision } from '../../lambdas/risk/replay-decision';
import { handler as watchDecisions } from '../../lambdas/risk/watch-decisions';
import { aBorrowerWithLimit, submittedOrder } from '../support/borrowers';
import { LendingWorld } from '../support/lending-world';

const directory = mkdtempSync(join(tmpdir(), 'report-'));
afterAll(() => rmSync(directory, { recursive: true }));

let world: LendingWorld;
let orderId: string;
let shadowHash: string;
beforeAll(async () => {
  world = new LendingWorld();
  shadowHash = await runInShadow(world);
  orderId = await submittedOrder(world, await aBorrowerWithLimit(world));
  await world.step(assessOrder, { orderId });
});

describe('npm run risk-report', () => {
  it('draws rates, scores, shifts, rules, missing values and vintages from a day of decisions', async () => {
    const loans = [
      { score: 640, probability: 0.05, bad: false },
      { score: 500, probability: 0.3, bad: true },
    ];
    await world.store.commit([insertVintage(isoDate('2026-05-01'), vintageOf(loans))]);
    const out = join(directory, 'report.html');
    const { code, said } = await report('--out', out, '--days', '7');
    const page = readFileSync(out, 'utf8');

    expect([code, said]).toEqual([0, `2 decisions of 7 days: ${out}`]);
    for (const title of [
      'Rates',
      'Scores',
      'Shifts',
      'Rules',
      'Shadows',
      'Missing values',
      'Vintages',
    ])
      expect(page).toContain(`<h2>${title}`);
    expect(page).toContain(`<h3>${shadowHash}</h3><p>Ran beside 2 decisions.`);
    expect(page).toMatch(/<td>loanOverdue<\/td><td>0<\/td><td>0<\/td><td>0<\/td>/);
    expect(page.match(/<svg /g)).toHaveLength(5);
    expect(page).toMatch(/<td>loanOverdue<.*?<td>0 0 0 0 0 0 0<\/td>/);
    expect(page).not.toMatch(/NaN|undefined|https?:/);
  });

  it.each([
    [[], '--out'],
    [['--out', 'x', '--days', '0'], 'days'],
    [['--out', 'x', '--until', '2026-02-30'], 'day'],
    [['--where', 'x'], 'where'],
  ])('says what is wrong with %j', async (words, why) => {
    const { code, said } = await report(...words);

    expect(code).toBe(2);
    expect(said).toContain(why);
  });
});

describe('the watch', () => {
  it('keeps a day once, however often it runs', async () => {
    world.moveTo('2026-11-23', 6);
    expect(await world.run(watchDecisions)).toMatchObject({ decisions: 2, matured: 0 });
    const before = world.everything;
    await world.run(watchDecisions);

    expect(world.everything).toBe(before);
    expect(before).toContain('WATCHED#days');
  });
});

describe('npm run replay', () => {
  it('finds a day of decisions the same to the last bit', async () => {
    expect(await replayed('--day', '2026-11-22')).toEqual({
      code: 0,
      said: '2 decisions replayed: the same to the last bit.',
    });
    expect(await replayed('--order', orderId)).toMatchObject({ code: 0 });
  });

  it('names the first place where a decision that was touched differs', async () => {
    const { key, body, version } = (await world.store.get<Touched>(decisionKey(orderId)))!;
    const credit = { ...body.decision.credit, margin: body.decision.credit.margin + 2 ** -51 };
    const item = { key, body: { ...body, decision: { ...body.decision, credit } } };
    await world.store.commit([{ kind: 'replace', item: item as never, expectedVersion: version }]);
    const { code, said } = await replayed('--order', orderId);

    expect(code).toBe(1);
    expect(said).toMatch(`${orderId}: decision.credit.margin was `);
  });

  it('says what a decision was made by when that is gone, and so does the API', async () => {
    const { body } = (await world.store.get<DecisionRecord & Body>(decisionKey(orderId)))!;
    const [subjectId, version] = [`ord_${'c'.repeat(26)}`, 'f'.repeat(64)];
    const { versions } = body.decision;
    const documents = { ...versions.documents, pricing: version };
    const decision = { ...body.decision, versions: { ...versions, documents } };
    await world.store.commit([recordDecision({ ...body, subjectId, decision })]);

    expect(await replayed('--order', subjectId)).toEqual({
      code: 1,
      said:
        `${subjectId}: cannot be decided again: pricing ${version} is missing\n` +
        '1 not replayable.',
    });
    const as = { subject: 'stf_anna', role: 'risk', sessionId: 'ses_a' };
    expect(await world.call(replayDecision, { as, params: { subjectId } })).toMatchObject({
      status: 200,
      body: { outcome: 'notReplayable', unusable: { part: 'pricing', version, why: 'missing' } },
    });
  });

  it.each([
    [[], '--order ID or --day'],
    [['--order', 'mine'], 'ord_'],
    [['--day', 'yesterday'], 'day'],
  ])('says what is wrong with %j', async (words, why) => {
    expect(await replayed(...words)).toMatchObject({
      code: 2,
      said: expect.stringContaining(why),
    });
  });

  it('of an order that was not decided says so', async () => {
    expect(await replayed('--order', `ord_${'a'.repeat(26)}`)).toMatchObject({
      code: 1,
      said: expect.stringContaining('was not decided'),
    });
  });
});

interface Touched {
  readonly decision: { readonly credit: { readonly margin: number } };
}

async function report(...words: string[]) {
  const said: string[] = [];
  const open = async () => world.store;
  const today = isoDate('2026-11-22');
  const code = await runRiskReport(words, open, (line) => said.push(line), today);
  return { code, said: said.join('\n') };
}

async function replayed(...words: string[]) {
  const said: string[] = [];
  const code = await runReplay(
    words,
    async () => world.store,
    (line) => said.push(line),
  );
  return { code, said: said.join('\n') };
}

/** The rule set that was in force before the present one. */
async function runInShadow({ store, now }: LendingWorld): Promise<string> {
  const { hash } = openRuleVersions(store).deployedVersions[0]!;
  const proposedAt = new Date(now).toISOString();
  const body = { hash, proposedBy: 'stf_a', proposedAt, approvedBy: 'stf_b' };
  await store.commit([{ kind: 'insert', item: { key: shadowKey('origination', hash), body } }]);
  return hash;
}
