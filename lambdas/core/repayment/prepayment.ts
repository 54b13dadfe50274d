/**
 * Repaying a part early: dues first, then the interest of the running period to the day, the fee,
 * and the rest reduces the principal. The payment becomes a row of its own, and what is left is
 * scheduled anew: over a shorter term, or in lower instalments.
 *
 * Exports: prepayDraft, prepaymentFee.
 */
import type { IsoDate } from '../calendar';
import { type Fen, fen, multiplyDivide } from '../money';
import { allocateDue } from './allocation';
import { liveRows, settledAhead } from './live-rows';
import type { LoanDraft } from './loan-state';
import type { LoanTerms } from './loan-terms';
import { restructure } from './restructure';

export function prepayDraft(
  draft: LoanDraft,
  on: IsoDate,
  amountFen: Fen,
  effect: 'shorterTerm' | 'lowerInstalment',
): void {
  const left = allocateDue(draft, on, amountFen);
  const { interestOpen, principalOpen } = settledAhead(draft, on);
  const interest = Math.min(left, interestOpen);
  const room = left - interest;
  const principal = Math.min(principalOpen, principalWithFee(draft.terms, room));
  const fee = Math.min(room - principal, prepaymentFee(draft.terms, principal));
  draft.creditFen = fen(draft.creditFen + room - principal - fee);
  const levelFen = effect === 'shorterTerm' ? currentLevel(draft, on) : undefined;
  restructure(draft, on, levelFen === undefined ? {} : { levelFen }, {
    principalFen: principal,
    interestFen: interest,
    feeFen: fee,
  });
}

/** The fee on principal repaid early. */
export const prepaymentFee = (terms: LoanTerms, principalFen: number): number =>
  multiplyDivide(principalFen, terms.prepayment.feePpm, 1_000_000, terms.rounding.mode);

/** The largest principal that, with its fee, fits into an amount. */
function principalWithFee(terms: LoanTerms, amountFen: number): number {
  const { feePpm } = terms.prepayment;
  let principal = multiplyDivide(amountFen, 1_000_000, 1_000_000 + feePpm, 'halfUp');
  while (principal > 0 && principal + prepaymentFee(terms, principal) > amountFen) {
    principal -= 1;
  }
  return principal;
}

/** The amount that stays level under the loan's method, if any. */
function currentLevel(draft: LoanDraft, on: IsoDate): Fen | undefined {
  const live = liveRows(draft, on);
  // The last instalment takes remainders, and the first may still be in a grace period.
  const row = live[Math.max(0, live.length - 2)];
  // Flat interest is fixed for the term it was agreed for.
  if (row === undefined || draft.terms.interestMethod === 'flat') {
    return undefined;
  }
  // Where principal is due at the end there is no level amount, and no term to shorten.
  return row.levelFen > 0 ? row.levelFen : undefined;
}
