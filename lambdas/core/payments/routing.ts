/** Chooses a channel for a new instruction; one that exists keeps the channel it was made with. */
import { multiplyDivide } from '../money';
import { type BreakerRules, type BreakerState, isTrial } from './breaker';

/** What a contract with a provider allows, and costs. Amounts in fen, both ends included. */
export interface Route {
  readonly channel: string;
  /** A refund goes back by the channel that collected: there is nothing to choose. */
  readonly direction: 'disbursement' | 'collection';
  /** Chinese names as cards carry them; without it every bank. */
  readonly banks?: readonly string[];
  readonly minimumFen: number;
  readonly maximumFen: number;
  /** HH:MM in China; it closes later than it opens, 24:00 at the latest. */
  readonly opensAt: string;
  readonly closesAt: string;
  readonly feeFen: number;
  readonly feePpm: number;
}

export interface Routes {
  readonly version: number;
  /** Of equals the first is chosen. */
  readonly routes: readonly Route[];
  readonly breaker: BreakerRules;
}

/** An instruction that is about to be made, and where its account is known. */
export interface RoutingWish {
  readonly instructionId: string;
  readonly direction: Route['direction'];
  readonly amountFen: number;
  /** The bank's Chinese name; a wallet has no bank. */
  readonly bank?: string | undefined;
  /** Channels that this stage uses and that know the account. */
  readonly channels: readonly string[];
}

/** Routes that could carry it: bank, amount and direction are terms that cannot be bent. */
export const possibleRoutes = ({ routes }: Routes, wish: RoutingWish): readonly Route[] =>
  routes.filter(
    ({ channel, direction, banks, minimumFen, maximumFen }) =>
      wish.channels.includes(channel) &&
      direction === wish.direction &&
      (banks === undefined || (wish.bank !== undefined && banks.includes(wish.bank))) &&
      minimumFen <= wish.amountFen &&
      wish.amountFen <= maximumFen,
  );

/**
 * The best of them: a healthy one first, then one that is open at this hour (a closed one takes it
 * and waits), then the cheapest, then the first. Where all are ill the best of the ill is used: an
 * instruction without an answer is asked after and never paid twice, while refusing would stop a
 * stage that has one channel, and a signed loan with it.
 */
export function bestRoute(
  possible: readonly Route[],
  wish: RoutingWish,
  stateOf: (channel: string) => BreakerState,
  { breaker, nowMillis }: { readonly breaker: BreakerRules; readonly nowMillis: number },
): Route | undefined {
  const trial = isTrial(wish.instructionId, breaker);
  const time = timeInChina(nowMillis);
  const merits = possible.map((route) => ({
    route,
    merit: [
      illnessOf(stateOf(route.channel), trial),
      route.opensAt <= time && time < route.closesAt ? 0 : 1,
      feeOf(route, wish.amountFen),
    ],
  }));
  return merits.reduce<(typeof merits)[number] | undefined>(
    (best, each) => (best && !isLess(each.merit, best.merit) ? best : each),
    undefined,
  )?.route;
}

/**
 * Whether a debit goes out now that has no other way than this one: an agreement with a wallet
 * belongs to one channel. Unlike a payout that is promised, it can wait until the channel is well;
 * a half-open channel takes it as a trial.
 */
export const isCarriedNow = (
  state: BreakerState,
  instructionId: string,
  breaker: BreakerRules,
): boolean => state === 'closed' || (state === 'halfOpen' && isTrial(instructionId, breaker));

/** In fen; what begins a fen costs a whole one. */
export const feeOf = ({ feeFen, feePpm }: Route, amountFen: number): number =>
  feeFen + multiplyDivide(amountFen, feePpm, 1_000_000, 'halfUp');

/** A trial finds a half-open channel as good as a healthy one, whatever else finds it ill. */
function illnessOf(state: BreakerState, trial: boolean): number {
  if (state === 'closed' || (state === 'halfOpen' && trial)) return 0;
  return state === 'halfOpen' ? 1 : 2;
}

function isLess(left: readonly number[], right: readonly number[]): boolean {
  const differing = left.findIndex((value, at) => value !== right[at]);
  return (left[differing] ?? 0) < (right[differing] ?? 0);
}

/** HH:MM: compares as text. */
const timeInChina = (epochMillis: number): string =>
  new Date(epochMillis + 8 * 3_600_000).toISOString().slice(11, 16);

/** What is wrong with a document of routes; empty where nothing is. */
export function faultsOf({ routes, breaker }: Routes, channels: readonly string[]): string[] {
  const time = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/;
  const faults = routes.flatMap((route, at) => [
    ...(channels.includes(route.channel) ? [] : [`routes[${at}].channel`]),
    ...(['disbursement', 'collection'].includes(route.direction)
      ? []
      : [`routes[${at}].direction`]),
    ...(isAmount(route.minimumFen) && route.minimumFen >= 1 ? [] : [`routes[${at}].minimumFen`]),
    ...(route.maximumFen >= route.minimumFen ? [] : [`routes[${at}].maximumFen`]),
    ...(time.test(route.opensAt) ? [] : [`routes[${at}].opensAt`]),
    ...(time.test(route.closesAt) && route.opensAt < route.closesAt
      ? []
      : [`routes[${at}].closesAt`]),
    ...(isAmount(route.feeFen) && isAmount(route.feePpm) ? [] : [`routes[${at}].fee`]),
  ]);
  const odd = Object.entries(breaker).filter(([, value]) => !isAmount(value) || value < 1);
  return [...faults, ...odd.map(([name]) => `breaker.${name}`)];
}

const isAmount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
