/** The night of a lending world: the state machine as deployed, over the world's own handlers. */
import { handler as closeDays } from '../../lambdas/repayment/close-days';
import { handler as openNight } from '../../lambdas/repayment/open-night';
import { handler as serviceLoans } from '../../lambdas/repayment/service-loans';
import { type NightRun, runNight } from '../../local/simulation/night-run';
import type { LendingWorld } from './lending-world';

const handlers = { openNight, serviceLoans, closeDays };

/** Runs the night now. */
export const nightNow = (world: LendingWorld): Promise<NightRun> =>
  runNight(async (operationId, input) =>
    world.step(handlers[operationId as keyof typeof handlers] as never, input as never),
  );

/** The same; throws when it did not succeed. */
export async function finishedNight(world: LendingWorld): Promise<NightRun> {
  const run = await nightNow(world);
  if (run.status !== 'SUCCEEDED') throw new Error(`the night ${run.status}: ${run.error}`);
  return run;
}

/** Runs the night of a day: ten past an hour, midnight unless told. */
export function nightOf(world: LendingWorld, date: string, hour = 0): Promise<NightRun> {
  world.moveTo(date, hour);
  world.pass(600);
  return nightNow(world);
}
