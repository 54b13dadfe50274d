/**
 * Where a payment goes: through what is due, oldest instalment first, in the contract's order;
 * then what is left, by the contract's rule, to instalments not yet due.
 *
 * Exports: allocate, allocateDue.
 */
import type { IsoDate } from '../calendar';
import { type Fen, fen } from '../money';
import { unreachable } from '../result';
import { advanceLateness, isDaily, outstandingOf, rowOutstanding } from './accrual';
import type { LoanDraft, RowDraft } from './loan-state';
import type { Component } from './loan-terms';
import { owedPrincipal } from './recalculation';

/** Allocates a payment; what no instalment takes becomes the borrower's credit. */
export function allocate(draft: LoanDraft, on: IsoDate, amountFen: Fen): void {
  let left = allocateDue(draft, on, amountFen);
  left = allocateExcess(draft, on, left);
  draft.creditFen = fen(draft.creditFen + left);
}

/** Allocates to the instalments due by a day; returns what is left. */
export function allocateDue(
  draft: LoanDraft,
  on: IsoDate,
  amountFen: number,
  dueBy: IsoDate = on,
): number {
  let left = amountFen;
  for (const row of draft.rows) {
    if (left === 0) {
      break;
    }
    // A paid row owes nothing: three years of them are passed by.
    if (row.paidOn === null && row.dueOn <= dueBy) {
      left = payRow(draft, row, draft.terms.allocation.order, on, left, left);
    }
  }
  return left;
}

function allocateExcess(draft: LoanDraft, on: IsoDate, amountFen: number): number {
  const { excess, order, advanceOrder = order } = draft.terms.allocation;
  let left = amountFen;
  const future = left === 0 ? [] : draft.rows.filter((row) => row.dueOn > on);
  switch (excess) {
    case 'credit':
      return left;
    case 'last':
      future.reverse();
      break;
    case 'spread':
      left = spread(draft, future, advanceOrder, on, left);
      break;
    case 'reduce':
      return payPrincipal(future, left);
    case 'next':
      break;
    default:
      return unreachable(excess);
  }
  for (const row of future) {
    left = payRow(draft, row, advanceOrder, on, left, left);
  }
  return left;
}

/** Repays principal at once; the instalments to come are planned anew over what is left. */
function payPrincipal(future: readonly RowDraft[], amountFen: number): number {
  const open = future.reduce(
    (sum, row) => sum + row.due.principal - row.paid.principal - row.waived.principal,
    0,
  );
  const [current] = future;
  const part = Math.min(amountFen, Math.max(0, open));
  if (current !== undefined && part > 0) {
    current.paid.principal = fen(current.paid.principal + part);
    current.paidEarlyFen = fen(current.paidEarlyFen + part);
  }
  return amountFen - part;
}

/**
 * Spreads a payment so that every open instalment ends with the same amount paid, as far as it
 * can take it; an odd fen goes to the earliest. Paying in two halves therefore ends the same.
 */
function spread(
  draft: LoanDraft,
  rows: readonly RowDraft[],
  order: readonly Component[],
  on: IsoDate,
  amountFen: number,
): number {
  let left = amountFen;
  for (;;) {
    const open = rows.filter((row) => roomOf(draft, row, on) > 0);
    const lowest = Math.min(...open.map(paidOf));
    const poorest = open.filter((row) => paidOf(row) === lowest);
    if (left === 0 || poorest.length === 0) {
      return left;
    }
    // Up to the next level, or to where the first of them is full: then look again.
    const levels = open.map(paidOf).filter((paid) => paid > lowest);
    const rooms = poorest.map((row) => roomOf(draft, row, on));
    const step = Math.min(...levels.map((paid) => paid - lowest), ...rooms);
    const share = Math.min(step, Math.floor(left / poorest.length));
    const before = left;
    for (const row of poorest) {
      left = payRow(draft, row, order, on, left, Math.max(share, 1));
    }
    if (left === before) {
      return left;
    }
  }
}

/** All a row can take on a day. */
const roomOf = (draft: LoanDraft, row: RowDraft, on: IsoDate): number =>
  (['fees', 'penalty', 'interest', 'principal'] as const).reduce(
    (room, component) => room + Math.max(0, payable(draft, row, component, on)),
    0,
  );

const paidOf = (row: RowDraft): number =>
  row.paid.principal + row.paid.interest + row.paid.fees + row.paid.penalty;

/** Pays one row in an order of components, at most `limit` of what is left. */
export function payRow(
  draft: LoanDraft,
  row: RowDraft,
  order: readonly Component[],
  on: IsoDate,
  left: number,
  limit: number,
): number {
  const { terms } = draft;
  advanceLateness(terms, row, on);
  let room = Math.min(left, limit);
  const before = room;
  for (const component of order) {
    const part = Math.min(room, Math.max(0, payable(draft, row, component, on)));
    row.paid[component] = (row.paid[component] + part) as Fen;
    room -= part;
  }
  const paid = before - room;
  if (paid > 0) {
    notePayment(draft, row, on, paid);
  }
  return left - paid;
}

/** What a component of a row can take on a day. Under daily interest an instalment not yet due
 * takes the interest run up so far, and principal up to its level amount. */
function payable(draft: LoanDraft, row: RowDraft, component: Component, on: IsoDate): number {
  const { terms } = draft;
  const outstanding = outstandingOf(terms, row, component, on);
  if (!isDaily(terms) || row.dueOn <= on || row.kind !== 'instalment') {
    return outstanding;
  }
  if (component === 'interest') {
    return row.runFen - row.paid.interest - row.waived.interest;
  }
  if (component !== 'principal' || terms.method !== 'equalInstalments') {
    return outstanding;
  }
  const level = row.levelFen - row.runFen - row.paid.principal - row.waived.principal;
  return Math.min(owedPrincipal(draft), Math.max(level, outstanding));
}

function notePayment(draft: LoanDraft, row: RowDraft, on: IsoDate, paidFen: number): void {
  if (on < row.dueOn) {
    row.paidEarlyFen = fen(row.paidEarlyFen + paidFen);
  } else if (on > row.dueOn) {
    row.paidLateFen = fen(row.paidLateFen + paidFen);
  }
  if (rowOutstanding(draft.terms, row, on) === 0) {
    row.paidOn = on;
  }
}
