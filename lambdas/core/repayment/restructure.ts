/**
 * Changing what is still to come: a prepayment, a new rate, a new term or a later date replaces
 * the instalments not yet due by a new schedule over what is left of the principal.
 *
 * Exports: restructure, NewTerms.
 */
import { earlierOf, type IsoDate, laterOf } from '../calendar';
import type { YearFraction } from '../day-count';
import { type Fen, fen } from '../money';
import { shareBetween } from './accrual';
import { inheritCharges } from './charges';
import { type Ahead, liveRows, settledAhead } from './live-rows';
import { rowsOfTerms } from './loan-rows';
import { emptyRow, type LoanDraft, type RowDraft } from './loan-state';
import type { LoanTerms } from './loan-terms';

/** What changes; everything else of the terms stays. */
export interface NewTerms {
  readonly annualRatePpm?: LoanTerms['annualRatePpm'];
  readonly instalments?: number;
  readonly firstDueOn?: IsoDate;
  /** Keeps the level amount and lets the term shorten, instead of computing it anew. */
  readonly levelFen?: Fen;
}

/** What a payment made now settles: it becomes a row of its own. */
export interface Settlement {
  readonly principalFen: number;
  readonly interestFen: number;
  readonly feeFen: number;
}

const nothingPaid: Settlement = { principalFen: 0, interestFen: 0, feeFen: 0 };

/**
 * Replaces the instalments not yet due. Interest run up to the day is either settled by a payment
 * made now, or carried into the next instalment. `arrearsFen` is late principal that joins.
 */
export function restructure(
  draft: LoanDraft,
  on: IsoDate,
  change: NewTerms,
  payment: Settlement = nothingPaid,
  arrears: { readonly principalFen: number; readonly interestFen: number } = nothingPaid,
): void {
  const live = liveRows(draft, on);
  const [current] = live;
  if (current === undefined) {
    return;
  }
  const ahead = settledAhead(draft, on);
  const settled = settledRow(on, current, payment, ahead);
  const openFen = ahead.principalOpen - payment.principalFen + arrears.principalFen;
  const carriedFen = fen(ahead.interestOpen - payment.interestFen + arrears.interestFen);
  settled.balanceFen = fen(openFen);
  draft.creditFen = fen(draft.creditFen + ahead.creditFen);
  const from = laterOf(on, current.fromOn);
  draft.terms = termsFor(draft.terms, current, live.length, from, fen(openFen), change);
  const fresh =
    openFen > 0 ? freshRows(draft, restOf(draft.terms, current, from, change), carriedFen) : [];
  if (fresh.length === 0) {
    // Nothing is left but interest already run up, and what was charged beside it.
    fresh.push(carryRow(current, fen(openFen), carriedFen));
  }
  fresh.forEach((row, index) => {
    row.n = current.n + index;
  });
  inheritCharges(draft, live, fresh);
  draft.terms = { ...draft.terms, instalments: fresh.length };
  const done = draft.rows.filter((row) => !live.includes(row));
  const isNews = settled.due.interest + settled.due.principal + settled.due.fees > 0;
  const coming = openFen > 0 ? fresh : fresh.filter(isOwing);
  draft.rows = [...done, ...(isNews ? [settled] : []), ...coming];
}

const isOwing = (row: RowDraft): boolean =>
  row.due.principal + row.due.interest + row.due.fees + row.due.penalty > 0;

function freshRows(
  draft: LoanDraft,
  firstFraction: YearFraction | undefined,
  carriedFen: Fen,
): RowDraft[] {
  const { instalmentFen: _, ...computed } = draft.terms;
  return (
    rowsOfTerms(draft.terms, firstFraction, carriedFen) ??
    rowsOfTerms(computed, firstFraction, carriedFen) ??
    []
  );
}

/** The part of a period's share of a year that lies after a day inside it. */
const restOf = (
  terms: LoanTerms,
  current: RowDraft,
  from: IsoDate,
  change: NewTerms,
): YearFraction | undefined =>
  change.firstDueOn === undefined ? shareBetween(terms, current, from, current.endOn) : undefined;

function termsFor(
  terms: LoanTerms,
  current: RowDraft,
  liveCount: number,
  from: IsoDate,
  principalFen: Fen,
  change: NewTerms,
): LoanTerms {
  const { downPaymentFen: _paid, instalmentFen: _agreed, balloonFen, ...rest } = terms;
  const past = terms.instalments - liveCount;
  const instalments = terms.method === 'bullet' ? 1 : (change.instalments ?? liveCount);
  const left = (count: number | undefined) =>
    Math.min(Math.max(0, (count ?? 0) - past), instalments - 1);
  return {
    ...rest,
    principalFen,
    annualRatePpm: change.annualRatePpm ?? terms.annualRatePpm,
    instalments,
    disbursedOn: from,
    firstDueOn: change.firstDueOn ?? current.endOn,
    graceInstalments: left(terms.graceInstalments),
    interestFreeInstalments: left(terms.interestFreeInstalments),
    ...(terms.interestGraceInstalments === undefined
      ? {}
      : { interestGraceInstalments: left(terms.interestGraceInstalments) }),
    ...(change.levelFen === undefined ? {} : { instalmentFen: change.levelFen }),
    ...(balloonFen === undefined ? {} : { balloonFen: fen(Math.min(balloonFen, principalFen)) }),
  };
}

/** What is settled by now on instalments not yet due, by this payment, by earlier ones made in
 * advance and by waivers, becomes one row. */
function settledRow(on: IsoDate, current: RowDraft, payment: Settlement, ahead: Ahead): RowDraft {
  const row = emptyRow(on);
  row.kind = 'prepayment';
  row.fromOn = earlierOf(current.fromOn, on);
  row.paid.interest = fen(ahead.interestPaid + payment.interestFen);
  row.paid.principal = fen(ahead.principalPaid + payment.principalFen);
  row.paid.fees = fen(payment.feeFen);
  row.waived.interest = fen(ahead.interestWaived);
  row.waived.principal = fen(ahead.principalWaived);
  row.due.interest = fen(row.paid.interest + row.waived.interest);
  row.due.principal = fen(row.paid.principal + row.waived.principal);
  row.due.fees = row.paid.fees;
  if (payment.feeFen > 0) {
    row.charges = [{ code: 'prepayment', n: 0, dueOn: on, amountFen: row.due.fees }];
  }
  row.earnedFen = row.due.interest;
  row.paidOn = on;
  return row;
}

function carryRow(current: RowDraft, openFen: Fen, carriedFen: Fen): RowDraft {
  const row = emptyRow(current.dueOn);
  row.due.principal = openFen;
  row.due.interest = carriedFen;
  row.earnedFen = carriedFen;
  row.carriedFen = carriedFen;
  row.runFen = carriedFen;
  return row;
}
