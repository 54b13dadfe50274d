/** Takes a promise to pay: the case waits for it, and nobody is contacted meanwhile. */
import { addDays } from '../calendar';
import { dayInChina } from '../china-day';
import { newId, type Randomness } from '../identifiers';
import type { Change, Store } from '../ports/store';
import { payoffQuote } from '../repayment/loan-view';
import { failure, type Result, success } from '../result';
import { writeCase } from './case-record';
import { readCase } from './case-refresh';
import { actOn, worked } from './collection-case';
import { type Debtor, withStop } from './debtor-record';
import {
  checkPromise,
  type PromiseRefusal,
  type PromiseSource,
  type PromiseToPay,
  type PromiseWish,
  stopOf,
} from './promise';
import { type Strategy, strategyInForce } from './strategy';

export interface PromiseServices {
  readonly store: Store;
  readonly random: Randomness;
  readonly strategies: readonly Strategy[];
}

export interface Promising extends PromiseWish {
  readonly loanId: string;
  readonly by: PromiseSource;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface TakenPromise {
  readonly promise: PromiseToPay;
  readonly debtor: Debtor;
  /** To be committed with the debtor's row. */
  readonly changes: readonly Change[];
}

/** What a promise would change; `noCase`: the loan is not overdue. */
export async function preparePromise(
  { store, random, strategies }: PromiseServices,
  { loanId, by, now, amountFen, on }: Promising,
  debtor: Debtor,
): Promise<Result<TakenPromise, PromiseRefusal | 'noCase'>> {
  const today = dayInChina(now);
  const { item, loan } = await readCase(store, loanId, today);
  if (item?.body.status !== 'open') return failure('noCase');
  const { promise: rules } = strategyInForce(strategies, today);
  const owedFen = payoffQuote(loan.state, today).totalFen;
  const checked = checkPromise({ amountFen, on }, item.body, rules, owedFen, today);
  if (!checked.ok) return checked;
  const promise: PromiseToPay = {
    promiseId: newId('prm', random),
    amountFen,
    on,
    status: 'standing',
    madeAt: new Date(now).toISOString(),
    by,
    eventsBefore: loan.state.events.length,
  };
  const waiting = actOn(worked({ ...item.body, promise }), addDays(on, 1));
  return success({
    promise,
    debtor: withStop(debtor, stopOf(loanId, promise)),
    changes: [writeCase(item, waiting)],
  });
}
