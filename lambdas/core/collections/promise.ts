/** A promise to pay: an amount by a day. While it stands nobody is contacted; interest runs on. */
import { addDays, type IsoDate } from '../calendar';
import { startOfDayInChina } from '../china-day';
import type { LoanState } from '../repayment/loan-state';
import { failure, type Result, success } from '../result';
import type { Stop } from './contact-gate';
import type { Strategy } from './strategy';

export type PromiseSource = 'borrower' | 'collector' | 'voiceRobot';

export interface PromiseToPay {
  readonly promiseId: string;
  readonly amountFen: number;
  /** The last day on which the money may come. */
  readonly on: IsoDate;
  readonly status: 'standing' | 'kept' | 'broken';
  readonly madeAt: string;
  readonly by: PromiseSource;
  /** How many events the loan had: what was paid before does not count. */
  readonly eventsBefore: number;
}

export interface PromiseWish {
  readonly amountFen: number;
  readonly on: IsoDate;
}

export type PromiseRefusal =
  | 'tooLate'
  | 'inThePast'
  | 'moreThanOwed'
  | 'standing'
  | 'brokenTooOften';

/** @param owedFen everything that paying off would cost today */
export function checkPromise(
  { amountFen, on }: PromiseWish,
  held: { readonly promise?: PromiseToPay; readonly brokenPromises: number },
  { mostDays, mostBroken }: Strategy['promise'],
  owedFen: number,
  today: IsoDate,
): Result<void, PromiseRefusal> {
  if (held.promise?.status === 'standing') return failure('standing');
  if (held.brokenPromises >= mostBroken) return failure('brokenTooOften');
  if (on < today) return failure('inThePast');
  if (on > addDays(today, mostDays)) return failure('tooLate');
  if (amountFen > owedFen) return failure('moreThanOwed');
  return success(undefined);
}

/** Contacts rest until the day after, when the morning's run has judged it. */
export const stopOf = (loanId: string, { on }: PromiseToPay): Stop => ({
  kind: 'promise',
  loanId,
  untilMillis: startOfDayInChina(addDays(on, 1)),
});

/** Kept as soon as so much has come by its day; broken once the day is over without. */
export function judgePromise(
  promise: PromiseToPay,
  loan: LoanState,
  today: IsoDate,
): PromiseToPay['status'] {
  if (promise.status !== 'standing') return promise.status;
  if (receivedSince(promise, loan) >= promise.amountFen) return 'kept';
  return today > promise.on ? 'broken' : 'standing';
}

/** Money that came in time and was not taken back. */
function receivedSince({ eventsBefore, on }: PromiseToPay, { events }: LoanState): number {
  const reversed = new Set(
    events.flatMap((event) => (event.type === 'reversed' ? [event.eventId] : [])),
  );
  return events.slice(eventsBefore).reduce((sum, event) => {
    const isMoney = event.type === 'repaid' || event.type === 'prepaid' || event.type === 'paidOff';
    return isMoney && event.on <= on && !reversed.has(event.id) ? sum + event.amountFen : sum;
  }, 0);
}
