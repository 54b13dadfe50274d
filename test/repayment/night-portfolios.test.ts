/** Any small portfolio, any night, stopped anywhere and again: it ends as if never stopped. */
import * as fc from 'fast-check';
import { addDays, isoDate } from '../../lambdas/core/calendar';
import type { Change } from '../../lambdas/core/ports/store';
import { handler as activateLoan } from '../../lambdas/repayment/activate-loan';
import { handler as authoriseAutopay } from '../../lambdas/repayment/authorise-autopay';
import { makeBorrower } from '../../local/simulation/borrowers';
import { expectBalancedBooks } from '../support/books';
import { callBack, disburse, expectStatus, repay } from '../support/borrowers';
import { LendingWorld } from '../support/lending-world';
import { finishedNight, nightNow, nightOf } from '../support/nights';

jest.setTimeout(120_000);

/** The first instalment of what is lent on the first day is due on 22 December. */
const firstDueOn = isoDate('2026-12-22');

const loan = fc.record({
  /** After the first day. */
  lentOnDay: fc.integer({ min: 0, max: 3 }),
  /** Twelve months, or six. */
  isLong: fc.boolean(),
  paysItself: fc.boolean(),
  /** Of what has been paid beforehand, in fen. */
  paidFen: fc.constantFrom(0, 0, 40_000, 400_000),
});
const stop = fc.record({
  afterCommits: fc.integer({ min: 1, max: 12 }),
  /** Whether the last of them still takes effect. */
  isLastDone: fc.boolean(),
});
const night = fc.record({
  loans: fc.array(loan, { minLength: 1, maxLength: 3 }),
  /** When the last whole night was, and when this one is: days missed between are caught up. */
  lastNight: fc.integer({ min: -4, max: 4 }),
  missedDays: fc.integer({ min: 0, max: 5 }),
  hour: fc.constantFrom(0, 8, 20),
  stops: fc.array(stop, { minLength: 1, maxLength: 3 }),
});
type Night = typeof night extends fc.Arbitrary<infer N> ? N : never;

it('a night stopped at any point and started again ends as if it had never stopped', async () => {
  await fc.assert(
    fc.asyncProperty(night, async (drawn) => {
      const whole = await aWorldBefore(drawn);
      await finishedNight(whole);

      const stopped = await aWorldBefore(drawn);
      for (const each of drawn.stops) {
        stopAfter(stopped, each);
        await nightNow(stopped);
      }
      stopped.fault = () => undefined;
      await finishedNight(stopped);

      expect(everything(stopped)).toEqual(everything(whole));
      expectBalancedBooks(stopped);
    }),
    { numRuns: 20 },
  );
});

async function aWorldBefore({ loans, lastNight, missedDays, hour }: Night): Promise<LendingWorld> {
  const world = new LendingWorld();
  const today = isoDate(world.today);
  for (const [index, each] of loans.toSorted(byDay).entries()) {
    world.moveTo(addDays(today, each.lentOnDay));
    await lend(world, each, index);
  }
  const last = addDays(firstDueOn, lastNight);
  await nightOf(world, last);
  world.moveTo(addDays(last, missedDays), hour);
  world.pass(1_200);
  return world;
}

/** From the signed order on: how it came to be signed is another matter. */
async function lend(
  world: LendingWorld,
  { isLong, paysItself, paidFen }: Night['loans'][number],
  index: number,
): Promise<void> {
  const ground = {
    now: world.now,
    moment: { now: world.now, today: isoDate(world.today) },
    bytes: world.random,
    draw: () => 0.5,
    seed: async (changes: readonly Change[]) => void (await world.store.commit(changes)),
    bank: { ledger: { verifyCard: () => `account-${index}` } },
  };
  const { customerId, orderId, loanId, bankCardId } = await makeBorrower(ground, isLong ? 1 : 0);
  const steppedUpUntil = world.now + 300_000;
  const as = {
    subject: customerId,
    role: 'borrower',
    sessionId: 'ses_b',
    steppedUpUntil,
    bankCardId,
  } as const;
  await disburse(world, orderId);
  await world.deliver();
  expectStatus(200, await callBack(world, orderId.replace('ord_', 'dis_')));
  await world.step(activateLoan, { orderId });
  if (paidFen > 0) await repay(world, as, loanId, paidFen);
  const autopay = { as, params: { loanId }, body: { bankCardId } };
  if (paysItself) expectStatus(200, await world.call(authoriseAutopay, autopay));
}

const byDay = (one: { lentOnDay: number }, other: { lentOnDay: number }) =>
  one.lentOnDay - other.lentOnDay;

/** From then on nothing reaches the store any more, as if the machines were gone. */
function stopAfter(world: LendingWorld, { afterCommits, isLastDone }: Night['stops'][number]) {
  let commits = 0;
  world.fault = ({ kind }) => {
    if (commits >= afterCommits) return { kind: 'error', at: 'before' };
    if (kind === 'commit') commits += 1;
    const isLast = commits === afterCommits && kind === 'commit';
    return isLast ? { kind: 'error', at: isLastDone ? 'after' : 'before' } : undefined;
  };
}

/** All rows in the order of their keys, but those of requests, whose keys differ in every world. */
const everything = (world: LendingWorld): string[] =>
  [...world.store.everything()]
    .filter(({ key }) => !/^(IDEMPOTENCY|VELOCITY_EVENT)#/.test(key.partition))
    .map((row) => JSON.stringify(row))
    .sort();
