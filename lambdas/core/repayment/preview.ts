/**
 * What a command would lead to, computed by the functions that would post it.
 *
 * Exports: preview, LoanPreview.
 */

import { postingsOf } from '../ledger/loan-postings';
import type { Posting } from '../ledger/postings';
import { type Result, success } from '../result';
import { decide } from './loan-decisions';
import type { LoanCommand, LoanError } from './loan-events';
import { apply } from './loan-history';
import type { LoanState } from './loan-state';
import { type LoanView, loanView } from './loan-view';

export interface LoanPreview {
  readonly view: LoanView;
  readonly postings: readonly Posting[];
}

/** The loan as it would be after a command: both effects of a prepayment can be shown and then
 * one of them posted. Refuses what `decide` refuses. */
export function preview(state: LoanState, command: LoanCommand): Result<LoanPreview, LoanError> {
  const decided = decide(state, command);
  if (!decided.ok) {
    return decided;
  }
  const after = decided.value.reduce<LoanState>(apply, state);
  return success({ view: loanView(after, command.on), postings: postingsOf(state, after) });
}
