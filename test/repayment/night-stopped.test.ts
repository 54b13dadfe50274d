/** A night stopped at any point and started again ends as if it had never stopped. */
import { handler as authoriseAutopay } from '../../lambdas/repayment/authorise-autopay';
import { expectBalancedBooks } from '../support/books';
import { aBorrowerWithLimit, expectStatus, runningLoan } from '../support/borrowers';
import { LendingWorld } from '../support/lending-world';
import { finishedNight, nightNow, nightOf } from '../support/nights';

jest.setTimeout(600_000);

/** Two loans by hand and one by autopay, all due on 22 December and late from the 26th. */
async function aWorldBefore(date: string, hour: number): Promise<LendingWorld> {
  const world = new LendingWorld();
  for (const paysItself of [false, true, false]) {
    const as = await aBorrowerWithLimit(world);
    const { loanId } = await runningLoan(world, as);
    if (!paysItself) continue;
    const body = { bankCardId: as.bankCardId };
    expectStatus(200, await world.call(authoriseAutopay, { as, params: { loanId }, body }));
  }
  await nightOf(world, '2026-12-21');
  world.moveTo(date, hour);
  return world;
}

/** All rows in the order of their keys, but those of requests, whose keys differ in every world. */
const everything = (world: LendingWorld): string[] =>
  [...world.store.everything()]
    .filter(({ key }) => !/^(IDEMPOTENCY|VELOCITY_EVENT)#/.test(key.partition))
    .map((row) => JSON.stringify(row))
    .sort();

type Stop = 'before' | 'after';

/** From the nth commit on nothing reaches the store any more, as if the machines were gone. */
function stopAt(world: LendingWorld, nth: number, at: Stop): void {
  let commits = 0;
  world.fault = ({ kind }) => {
    if (commits >= nth) return { kind: 'error', at: 'before' };
    if (kind === 'commit') commits += 1;
    return commits === nth && kind === 'commit' ? { kind: 'error', at } : undefined;
  };
}

async function commitsOf(world: LendingWorld): Promise<number> {
  let commits = 0;
  world.fault = ({ kind }) => {
    commits += kind === 'commit' ? 1 : 0;
    return undefined;
  };
  await finishedNight(world);
  world.fault = () => undefined;
  return commits;
}

// The due day at the hour of collection, and the end of the days of grace after missed nights.
describe.each([
  ['2026-12-22', 8],
  ['2026-12-26', 0],
] as const)('the night of %s at %i', (date, hour) => {
  it.each<Stop>(['before', 'after'])('stopped %s any of its commits ends the same', async (at) => {
    const whole = await aWorldBefore(date, hour);
    const commits = await commitsOf(whole);
    expect(commits).toBeGreaterThanOrEqual(4);

    for (let nth = 1; nth <= commits; nth++) {
      const world = await aWorldBefore(date, hour);
      stopAt(world, nth, at);
      // The last commit may have been all that was left to do.
      await nightNow(world);
      world.fault = () => undefined;
      await finishedNight(world);

      expect(everything(world)).toEqual(everything(whole));
      expectBalancedBooks(world);
    }
  });

  it('run twice is run once', async () => {
    const world = await aWorldBefore(date, hour);
    await finishedNight(world);
    const once = everything(world);
    await finishedNight(world);

    expect(everything(world)).toEqual(once);
  });
});
