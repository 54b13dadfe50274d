/** Watching decisions: what became of a matured day, and what an idle day costs. */
import { addDays, isoDate } from '../../lambdas/core/calendar';
import type { Change, Key, Query, Store } from '../../lambdas/core/ports/store';
import { type DecisionRecord, decisionKey } from '../../lambdas/core/risk/decision/decision-record';
import {
  insertVintage,
  type VintageItem,
  vintagesBetween,
} from '../../lambdas/core/risk/monitoring/rows';
import { qualityOf, vintageOf } from '../../lambdas/core/risk/monitoring/vintage';
import { openPolicies } from '../../lambdas/platform/composition/policies';
import { handler as assessOrder } from '../../lambdas/risk/assess-order';
import { handler as watchDecisions } from '../../lambdas/risk/watch-decisions';
import { aBorrowerWithLimit, repay, runningLoan, submittedOrder } from '../support/borrowers';
import { LendingWorld } from '../support/lending-world';

const decidedOn = isoDate('2026-11-22');

let world: LendingWorld;
beforeEach(() => {
  world = new LendingWorld();
});

describe('a day that has matured', () => {
  it('is kept with the predicted and the observed rate of its loans', async () => {
    const [payer, debtor, hesitant] = [await someone(), await someone(), await someone()];
    const paid = await runningLoan(world, payer, { termMonths: 12 });
    const owed = await runningLoan(world, debtor, { amountFen: 3_000_000, termMonths: 6 });
    await world.step(assessOrder, { orderId: await submittedOrder(world, hesitant) });
    world.moveTo('2026-11-23', 6);
    await world.run(watchDecisions);
    world.moveTo('2026-12-20');
    await repay(world, payer, paid.loanId);

    // Six months after the day that was watched: the first instalment has been due since December.
    world.moveTo('2027-05-23', 6);
    expect(await world.run(watchDecisions)).toMatchObject({ matured: 2 });
    const vintage = await keptVintage(world);
    const predicted = await Promise.all([paid, owed].map(({ orderId }) => riskOf(orderId)));
    expect(qualityOf(vintage)).toMatchObject({ loans: 2, observedRate: 0.5 });
    expect(qualityOf(vintage).predictedRate).toBeCloseTo((predicted[0]! + predicted[1]!) / 2, 12);
    expect(predicted[0]).toBeGreaterThan(0);
    expect(await sums(world)).toEqual({ good: 1, bad: 1 });
  });

  it('counts the loans of a day that nobody has watched, once days are watched', async () => {
    await world.run(watchDecisions);
    await runningLoan(world, await someone());
    world.moveTo('2027-05-23', 6);

    expect(await world.run(watchDecisions)).toMatchObject({ matured: 1 });
    expect(await sums(world)).toEqual({ good: 0, bad: 1 });
  });
});

describe('the vintages of four weeks', () => {
  it('are compared with those of the half year before them', async () => {
    const days = Array.from({ length: 209 }, (_, back) => addDays(decidedOn, -1 - back));
    for (const [back, day] of days.entries())
      await world.store.commit([insertVintage(day, vintageOf(someLoans(back < 27 ? 600 : 500)))]);
    await world.run(watchDecisions);
    await runningLoan(world, await someone());
    world.moveTo('2027-05-23', 6);

    const { aucShift } = (await world.run(watchDecisions)) as { aucShift: number };
    expect(aucShift).toBeCloseTo(-0.5, 2);
  });

  const someLoans = (badScore: number) =>
    Array.from({ length: 20 }, (_, at) => ({
      score: at % 2 === 0 ? 600 : badScore,
      probability: 0.1,
      bad: at % 2 === 1,
    }));
});

describe('a morning on an idle system', () => {
  it('asks the store 15 times, the shards of the day at once', async () => {
    expect(await idleMorning('2026-11-23')).toEqual({ gets: 0, queries: 15, atOnce: 8 });
    expect(await idleMorning('2027-05-23')).toEqual({ gets: 0, queries: 15, atOnce: 8 });
  });

  async function idleMorning(day: string) {
    world.moveTo(day, 6);
    const counts = { gets: 0, queries: 0, atOnce: 0 };
    let underWay = 0;
    const { store } = world;
    const counting = {
      get: (key: Key) => {
        counts.gets += 1;
        return store.get(key);
      },
      query: async (query: Query) => {
        counts.queries += 1;
        const ofShard = query.partition.startsWith('DECIDED#') ? 1 : 0;
        underWay += ofShard;
        counts.atOnce = Math.max(counts.atOnce, underWay);
        const page = await store.query(query);
        underWay -= ofShard;
        return page;
      },
      commit: (changes: readonly Change[]) => store.commit(changes),
    } as Store;
    const services = { store: counting, policies: openPolicies(counting) };
    await watchDecisions.operation(services, { now: world.now, today: world.today });
    return counts;
  }
});

const someone = () => aBorrowerWithLimit(world);

async function keptVintage({ store }: LendingWorld) {
  const { items } = await store.query<VintageItem['body']>(vintagesBetween(decidedOn, decidedOn));
  expect(items).toHaveLength(1);
  return items[0]!.body.vintage;
}

async function sums(of: LendingWorld) {
  const { good, bad } = await keptVintage(of);
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  return { good: sum(good), bad: sum(bad) };
}

const riskOf = async (orderId: string): Promise<number> =>
  ((await world.row(decisionKey(orderId))) as DecisionRecord).decision.credit.probability;
