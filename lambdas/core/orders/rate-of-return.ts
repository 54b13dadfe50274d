/**
 * The rate at which a set of cash flows is worth nothing: IRR for equal periods, XIRR for dates.
 *
 * Exports: Flow, RateOfReturnError, xirr, irr, netPresentValue.
 */
import { dayNumberOf, type IsoDate } from '../calendar';
import { failure, type Result, success } from '../result';
import { solveLogRate } from './log-rate';

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
export function xirr(flows: readonly Flow[]): Result<number, RateOfReturnError> {
  const count = flows.length;
  const times = new Array<number>(count);
  const amounts = new Array<number>(count);
  let sorted = true;
  for (let index = 0; index < count; index += 1) {
    const flow = flows[index] as Flow;
    times[index] = dayNumberOf(flow.on);
    amounts[index] = flow.amountFen;
    sorted &&= index === 0 || (times[index] as number) >= (times[index - 1] as number);
  }
  if (!sorted) {
    const order = flows.map((_, index) => index);
    order.sort((left, right) => (times[left] as number) - (times[right] as number));
    return rateOf(
      order.map((index) => times[index] as number),
      order.map((index) => amounts[index] as number),
      daysPerYear,
    );
  }
  return rateOf(times, amounts, daysPerYear);
}

/** The rate per period i with Σ amount_k ÷ (1 + i)^k = 0, k = 0, 1, 2 …; refuses as `xirr`. */
export function irr(amounts: readonly number[]): Result<number, RateOfReturnError> {
  return rateOf(
    amounts.map((_, index) => index),
    amounts.slice(),
    1,
  );
}

function rateOf(
  times: number[],
  amounts: number[],
  unitsPerRate: number,
): Result<number, RateOfReturnError> {
  if (!amounts.every(Number.isFinite)) {
    return failure({ code: 'noRate', message: 'every amount must be a number' });
  }
  const solved = solveLogRate(times, amounts);
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
