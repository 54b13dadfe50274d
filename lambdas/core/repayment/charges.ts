/**
 * Fees on instalments: added when charged, inherited when the instalments are scheduled anew,
 * dropped when their instalment never comes.
 *
 * Exports: addCharge, dropInstalmentFees, inheritCharges.
 */
import { type Fen, fen } from '../money';
import type { LoanDraft, RowDraft } from './loan-state';
import type { Charge, LoanTerms } from './loan-terms';

export function addCharge(row: RowDraft, charge: Charge): void {
  row.charges = [...row.charges, charge];
  row.due.fees = fen(row.due.fees + charge.amountFen);
  row.paidOn = null;
}

/** Fees that come with each instalment, and only if it comes. */
const perInstalment = (terms: LoanTerms): ReadonlySet<string> =>
  new Set(terms.fees.filter(({ when }) => when === 'perInstalment').map(({ code }) => code));

/** An instalment that will not come owes no instalment fee; one already paid is given back. */
export function dropInstalmentFees(draft: LoanDraft, row: RowDraft): void {
  const dropped = perInstalment(draft.terms);
  row.charges = row.charges.filter(({ code }) => !dropped.has(code));
  const kept = row.charges.reduce((sum, charge) => sum + charge.amountFen, 0);
  row.waived.fees = fen(Math.min(row.waived.fees, kept));
  const surplus = Math.max(0, row.paid.fees + row.waived.fees - kept);
  row.paid.fees = fen(row.paid.fees - surplus);
  row.due.fees = fen(kept);
  draft.creditFen = fen(draft.creditFen + surplus);
}

/** New rows take over the charges of the old ones with their number; the last one those of
 * instalments that fall away, less their instalment fees. */
export function inheritCharges(
  draft: LoanDraft,
  live: readonly RowDraft[],
  fresh: readonly RowDraft[],
): void {
  const last = fresh[fresh.length - 1];
  for (const row of live) {
    const heir = fresh.find(({ n }) => n === row.n);
    if (heir === undefined) {
      dropInstalmentFees(draft, row);
    }
    const target = heir ?? last;
    if (target !== undefined) {
      moveCharges(row, target);
    }
  }
}

function moveCharges(row: RowDraft, target: RowDraft): void {
  for (const charge of row.charges) {
    addCharge(target, { ...charge, n: target.n, dueOn: target.dueOn });
  }
  const add = (left: Fen, right: Fen): Fen => fen(left + right);
  target.due.penalty = add(target.due.penalty, row.due.penalty);
  for (const component of ['fees', 'penalty'] as const) {
    target.paid[component] = add(target.paid[component], row.paid[component]);
    target.waived[component] = add(target.waived[component], row.waived[component]);
  }
}
