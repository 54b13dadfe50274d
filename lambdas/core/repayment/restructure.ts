/**
 * Changing what is still to come: a prepayment, a new rate, a new term or a later date replaces
 * the instalments not yet due by a new schedule over what is left of the principal.
 *
 * Exports: restructure, prepayDraft, liveRows, openPrincipal.
 */
import { daysBetween, type IsoDate } from '../calendar';
import type { YearFraction } from '../day-count';
import { type Fen, fen, multiplyDivide } from '../money';
import { earnedThrough } from './accrual';
import { allocateDue } from './allocation';
import {
  addCharge,
  emptyRow,
  type LoanDraft,
  noParts,
  type RowDraft,
  rowsOfTerms,
} from './loan-state';
import { codesAtEnd, type LoanTerms } from './loan-terms';

/** What changes; everything else of the terms stays. */
export interface NewTerms {
  readonly annualRatePpm?: LoanTerms['annualRatePpm'];
  readonly instalments?: number;
  readonly firstDueOn?: IsoDate;
  /** Keeps the level amount and lets the term shorten, instead of computing it anew. */
  readonly levelFen?: Fen;
}

/** Instalments not yet due on a day. */
export const liveRows = (draft: LoanDraft, on: IsoDate): RowDraft[] =>
  draft.rows.filter((row) => row.kind === 'instalment' && row.dueOn > on);

const sum = (rows: readonly RowDraft[], amount: (row: RowDraft) => number): number =>
  rows.reduce((total, row) => total + amount(row), 0);

/** Principal of instalments not yet due, less what was paid on them in advance. */
export const openPrincipal = (draft: LoanDraft, on: IsoDate): number =>
  sum(liveRows(draft, on), (row) => row.due.principal - row.paid.principal - row.waived.principal);

/** Interest earned by a day on instalments not yet due: the running period's, mostly. */
export const liveEarned = (draft: LoanDraft, on: IsoDate): number => {
  const earned = sum(draft.rows, (row) => earnedThrough(draft.terms, row, on));
  const due = sum(
    draft.rows.filter((row) => row.kind !== 'instalment' || row.dueOn <= on),
    (row) => row.due.interest,
  );
  return Math.max(0, earned - due);
};

/**
 * A prepayment: dues first, then the interest of the running period to the day, the fee, and the
 * rest reduces the principal. It becomes a row of its own, and the rest is scheduled anew.
 */
export function prepayDraft(
  draft: LoanDraft,
  on: IsoDate,
  amountFen: Fen,
  effect: 'shorterTerm' | 'lowerInstalment',
): void {
  const left = allocateDue(draft, on, amountFen);
  const interest = Math.max(0, liveEarned(draft, on) - paidAhead(draft, on).interest);
  const room = Math.max(0, left - interest);
  const principal = Math.min(openPrincipal(draft, on), withoutFee(draft.terms, room));
  const fee = Math.min(room - principal, prepaymentFee(draft.terms, principal));
  draft.creditFen = fen(draft.creditFen + left - Math.min(left, interest) - principal - fee);
  const level = effect === 'shorterTerm' ? currentLevel(draft, on) : undefined;
  restructure(draft, on, level === undefined ? {} : { levelFen: level }, {
    principalFen: principal,
    interestFen: Math.min(left, interest),
    feeFen: fee,
  });
}

/** The fee on principal repaid early. */
export const prepaymentFee = (terms: LoanTerms, principalFen: number): number =>
  multiplyDivide(principalFen, terms.prepayment.feePpm, 1_000_000, terms.rounding.mode);

/** The largest principal that, with its fee, fits into an amount. */
function withoutFee(terms: LoanTerms, amountFen: number): number {
  const { feePpm } = terms.prepayment;
  let principal = multiplyDivide(amountFen, 1_000_000, 1_000_000 + feePpm, 'halfUp');
  while (principal > 0 && principal + prepaymentFee(terms, principal) > amountFen) {
    principal -= 1;
  }
  return principal;
}

/** The amount that stays level under the loan's method. */
function currentLevel(draft: LoanDraft, on: IsoDate): Fen | undefined {
  const [first, second] = liveRows(draft, on);
  const row = second ?? first;
  if (row === undefined) {
    return undefined;
  }
  switch (draft.terms.method) {
    case 'equalInstalments':
      return fen(row.due.principal + row.due.interest);
    case 'equalPrincipal':
      return row.due.principal;
    default:
      // Principal falls due at the end: there is no term to shorten.
      return undefined;
  }
}

interface Ahead {
  readonly principal: number;
  readonly interest: number;
}

/** What was already paid or waived on instalments not yet due. */
function paidAhead(draft: LoanDraft, on: IsoDate): Ahead {
  const rows = liveRows(draft, on);
  return {
    principal: sum(rows, (row) => row.paid.principal + row.waived.principal),
    interest: sum(rows, (row) => row.paid.interest + row.waived.interest),
  };
}

/**
 * Replaces the instalments not yet due. Interest run up to the day is either settled in the row
 * of a payment made now, or carried into the next instalment.
 */
export function restructure(
  draft: LoanDraft,
  on: IsoDate,
  change: NewTerms,
  payment?: { principalFen: number; interestFen: number; feeFen: number },
): void {
  const live = liveRows(draft, on);
  const [current] = live;
  if (current === undefined) {
    return;
  }
  const ahead = paidAhead(draft, on);
  const earned = liveEarned(draft, on);
  // Interest paid ahead of being earned is not kept: it repays principal instead.
  const aheadInterest = Math.min(ahead.interest, earned);
  const surplus = ahead.interest - aheadInterest;
  const settledInterest = aheadInterest + (payment?.interestFen ?? 0);
  const settledPrincipal = ahead.principal + surplus + (payment?.principalFen ?? 0);
  const openFen = sum(live, (row) => row.due.principal) - settledPrincipal;
  const done = draft.rows.filter((row) => !live.includes(row));
  const from = on > current.fromOn ? on : current.fromOn;
  if (settledInterest + settledPrincipal > 0 || payment !== undefined) {
    const row = settledRow(on, current, settledPrincipal, settledInterest, openFen);
    row.balanceFen = fen(openFen);
    if ((payment?.feeFen ?? 0) > 0) {
      const amountFen = fen(payment?.feeFen ?? 0);
      addCharge(row, { code: 'prepayment', n: 0, dueOn: on, amountFen });
      row.paid.fees = amountFen;
    }
    done.push(row);
  }
  const carriedFen = fen(earned - settledInterest);
  draft.terms = termsFor(
    draft.terms,
    current,
    live.length,
    from,
    fen(Math.max(openFen, 0)),
    change,
  );
  const fresh =
    openFen > 0
      ? (rowsOfTerms(draft.terms, restOf(current, from, change), carriedFen) ?? [])
      : carryOnly(current, carriedFen);
  number(fresh, current.n);
  moveCharges(draft.terms, live, fresh);
  draft.rows = [...done, ...fresh];
}

/** The part of a period's share of a year that lies after a day inside it. */
function restOf(current: RowDraft, from: IsoDate, change: NewTerms): YearFraction | undefined {
  if (change.firstDueOn !== undefined) {
    return undefined;
  }
  const length = daysBetween(current.fromOn, current.endOn);
  const rest = daysBetween(from, current.endOn);
  const { numerator, denominator } = current.share;
  return { numerator: numerator * rest, denominator: denominator * length };
}

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

function settledRow(
  on: IsoDate,
  current: RowDraft,
  principal: number,
  interest: number,
  balance: number,
): RowDraft {
  return {
    ...emptyRow(on),
    kind: 'prepayment',
    fromOn: current.fromOn < on ? current.fromOn : on,
    due: { ...noParts(), principal: fen(principal), interest: fen(interest) },
    paid: { ...noParts(), principal: fen(principal), interest: fen(interest) },
    earnedFen: fen(interest),
    balanceFen: fen(balance),
    paidOn: on,
  };
}

/** Nothing is left but interest already run up: it falls due with the current instalment. */
const carryOnly = (current: RowDraft, carriedFen: Fen): RowDraft[] =>
  carriedFen === 0
    ? []
    : [
        {
          ...emptyRow(current.dueOn),
          due: { ...noParts(), interest: carriedFen },
          earnedFen: carriedFen,
          carriedFen,
        },
      ];

function number(rows: RowDraft[], from: number): void {
  rows.forEach((row, index) => {
    row.n = from + index;
  });
}

/** Fees stay with their instalment; those of instalments that fall away are not charged, except
 * what is due at the end of the loan. */
function moveCharges(terms: LoanTerms, live: readonly RowDraft[], fresh: RowDraft[]): void {
  const last = fresh[fresh.length - 1];
  const atEnd = codesAtEnd(terms);
  for (const row of live) {
    const heir = fresh.find(({ n }) => n === row.n);
    for (const charge of row.charges) {
      const target = heir ?? (atEnd.has(charge.code) ? last : undefined);
      if (target !== undefined) {
        addCharge(target, { ...charge, n: target.n, dueOn: target.dueOn });
      }
    }
    if (heir !== undefined) {
      heir.paid.fees = row.paid.fees;
      heir.waived.fees = row.waived.fees;
      heir.due.penalty = row.due.penalty;
      heir.paid.penalty = row.paid.penalty;
      heir.waived.penalty = row.waived.penalty;
    }
  }
}
