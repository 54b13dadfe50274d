/**
 * The rate at which a set of cash flows is worth nothing: IRR for equal periods, XIRR for dates.
 *
 * Exports: Flow, RateOfReturnError, xirr, xirrOfDays, irr, netPresentValue.
 */
import { dayNumberOf, type IsoDate } from '../calendar';
import { failure, type Result, success } from '../result';
import { type Numbers, solveLogRate } from './log-rate';

/** Money moving on a day: negative out of the lender's pocket, positive into it (or reversed). */
export interface Flow {
  readonly on: IsoDate;
  readonly amountFen: number;
}

export interface RateOfReturnError {
  readonly code: 'noRate';
  readonly message: string;
}

const daysPerYear = 365;

/**
 * The effective annual rate r with Σ amount ÷ (1 + r)^(days ÷ 365) = 0, days from the earliest
 * flow (the XIRR of spreadsheets). −1 is a total loss: outlays and an explicit return of zero.
 * Refuses flows that have no such rate: none, all on one day, or all of one sign.
 */
export const xirr = (flows: readonly Flow[]): Result<number, RateOfReturnError> =>
  xirrOfDays(
    flows.map(({ on }) => dayNumberOf(on)),
    flows.map(({ amountFen }) => amountFen),
  );

/** The same for flows on day numbers, of which `days` and `amounts` list one part each. */
export function xirrOfDays(
  days: readonly number[],
  amounts: readonly number[],
): Result<number, RateOfReturnError> {
  const count = days.length;
  const lists = listsFor(count);
  const first = days[0] ?? 0;
  let rising = true;
  let previous = -1;
  for (let index = 0; index < count; index += 1) {
    const time = (days[index] as number) - first;
    lists.times[index] = time;
    lists.amounts[index] = amounts[index] as number;
    rising &&= time > previous;
    previous = time;
  }
  return rising ? rateOf(lists, count, daysPerYear) : onceADay(days, amounts);
}

/** In order of the day, flows of one day as one. */
function onceADay(
  days: readonly number[],
  amounts: readonly number[],
): Result<number, RateOfReturnError> {
  const byDay = new Map<number, number>();
  for (const [index, day] of days.entries()) {
    byDay.set(day, (byDay.get(day) ?? 0) + (amounts[index] as number));
  }
  const merged = [...byDay].sort(([left], [right]) => left - right);
  return xirrOfDays(
    merged.map(([day]) => day),
    merged.map(([, amount]) => amount),
  );
}

/** The rate per period i with Σ amount_k ÷ (1 + i)^k = 0, k = 0, 1, 2 …; refuses as `xirr`. */
export function irr(periodic: readonly number[]): Result<number, RateOfReturnError> {
  const count = periodic.length;
  const lists = listsFor(count);
  for (let index = 0; index < count; index += 1) {
    lists.times[index] = index;
    lists.amounts[index] = periodic[index] as number;
  }
  return rateOf(lists, count, 1);
}

interface Lists {
  readonly times: Numbers;
  readonly amounts: Numbers;
}

// One pair of lists serves every ordinary loan: a rate is found before the next is asked for.
const ordinaryCount = 64;
const ordinaryLists: Lists = {
  times: new Float64Array(ordinaryCount),
  amounts: new Float64Array(ordinaryCount),
};

const listsFor = (count: number): Lists =>
  count <= ordinaryCount
    ? ordinaryLists
    : { times: new Float64Array(count), amounts: new Float64Array(count) };

function rateOf(
  { times, amounts }: Lists,
  count: number,
  unitsPerRate: number,
): Result<number, RateOfReturnError> {
  const solved = solveLogRate(times, amounts, count);
  if (typeof solved === 'string') {
    return failure({ code: 'noRate', message: solved });
  }
  const rate = Math.expm1(solved * unitsPerRate);
  return Number.isFinite(rate)
    ? success(rate)
    : failure({ code: 'noRate', message: 'the rate is too large to be a number' });
}

/** What the flows are worth on the earliest day at an effective annual rate, in fen. */
export function netPresentValue(flows: readonly Flow[], effectiveRate: number): number {
  const days = flows.map((flow) => dayNumberOf(flow.on));
  const first = Math.min(...days);
  const logRate = Math.log1p(effectiveRate) / daysPerYear;
  return flows.reduce(
    (value, flow, index) =>
      value + flow.amountFen * Math.exp(-logRate * ((days[index] as number) - first)),
    0,
  );
}
