/** Reads a loan of the caller's; another's and a missing one answer alike. */
import type { Store } from '../core/ports/store';
import { type Problem, problem } from '../core/problem';
import { type LoanItem, loanKey } from '../core/repayment/loan-record';
import { failure, type Result, success } from '../core/result';
import type { Caller } from '../platform/request';

export async function ownLoan(
  store: Store,
  caller: Caller,
  loanId: string,
): Promise<Result<LoanItem, Problem>> {
  const item = await store.get<LoanItem['body']>(loanKey(loanId));
  return item?.body.customerId === caller.id ? success(item) : failure(problem('not_found'));
}
