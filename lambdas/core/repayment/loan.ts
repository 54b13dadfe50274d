/**
 * The loan as the rest of the system uses it: decide a command, apply its events, ask about a day.
 *
 *   decide(state | undefined, command): Result<readonly LoanEvent[], LoanError>
 *   apply(state | undefined, event): LoanState           fold(events): LoanState
 *   postingsOf(before | undefined, after): Posting[]     (they sum to zero)
 *   payoffQuote(state, on): PayoffQuote                  loanView(state, on): LoanView
 *   preview(state, command): Result<{ view, postings }>  accruedInterest(state, on): Fen
 *
 * A state is plain JSON: store it as a snapshot beside its events.
 */
export { postingsOf } from '../ledger/loan-postings';
export { type FiveGrade, fiveGradeOf } from './classification';
export { decide } from './loan-decisions';
export type {
  LoanCommand,
  LoanCommandType,
  LoanError,
  LoanErrorCode,
  LoanEvent,
  LoanEventType,
} from './loan-events';
export { apply, fold } from './loan-history';
export type { LoanRow, LoanState, Parts } from './loan-state';
export type { LoanTerms } from './loan-terms';
export {
  accruedInterest,
  type LoanStatus,
  type LoanView,
  type LoanViewRow,
  loanView,
  payoffQuote,
} from './loan-view';
export type { PayoffQuote } from './payoff';
export { type LoanPreview, preview } from './preview';
