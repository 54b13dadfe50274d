/**
 * Daily interest: interest follows the principal really owed. What has run up is booked in runs of
 * days with one balance, each rounded once; the instalments to come are planned over what is left,
 * as if everything due were paid at once.
 *
 * Exports: runInterest, project, closeEarly, owedPrincipal.
 */
import { earlierOf, type IsoDate, laterOf } from '../calendar';
import { fen, multiplyDivide } from '../money';
import { shareBetween } from './accrual';
import type { LoanDraft, RowDraft } from './loan-state';
import type { LoanTerms } from './loan-terms';
import { schedule } from './schedule';

const million = 1_000_000;

function interestOn(
  terms: LoanTerms,
  row: RowDraft,
  balance: number,
  from: IsoDate,
  to: IsoDate,
): number {
  if (balance <= 0 || from >= to) {
    return 0;
  }
  const { numerator, denominator } = shareBetween(terms, row, from, to);
  return multiplyDivide(
    balance,
    terms.annualRatePpm * numerator,
    denominator * million,
    terms.rounding.mode,
  );
}

/** Principal paid out and not yet back. */
export const owedPrincipal = (draft: LoanDraft): number =>
  draft.rows.reduce((owed, row) => owed - settledPrincipal(row), draft.principalFen as number);

const planned = (draft: LoanDraft): RowDraft[] =>
  draft.rows.filter((row) => row.kind === 'instalment');

/** Books interest up to a day on the principal owed since the last booking. */
export function runInterest(draft: LoanDraft, on: IsoDate): void {
  const balance = owedPrincipal(draft);
  for (const row of planned(draft)) {
    if (row.fromOn >= on) {
      break;
    }
    const to = earlierOf(row.endOn, on);
    if (row.runThroughOn < to) {
      const run = interestOn(draft.terms, row, balance, row.runThroughOn, to);
      row.runFen = fen(row.runFen + run);
      row.runThroughOn = to;
    }
  }
}

/**
 * Plans the instalments not yet finished on a day: interest run up so far and to come, principal
 * from the level amount, the last one taking the rest.
 */
export function project(draft: LoanDraft, on: IsoDate): void {
  const rows = planned(draft);
  if (owedPrincipal(draft) <= 0) {
    finish(rows);
    return;
  }
  const last = rows[rows.length - 1];
  let balance = plannedPool(draft);
  let settledLater = rows.reduce((sum, row) => sum + settledPrincipal(row), 0);
  for (const [index, row] of rows.entries()) {
    const isOpen = row.endOn > on;
    const settled = settledPrincipal(row);
    settledLater -= settled;
    // What was paid on later instalments stays theirs; what is due counts as paid now.
    const room = balance - settledLater;
    const from = laterOf(row.runThroughOn, row.fromOn);
    const rest = isOpen ? interestOn(draft.terms, row, room - settled, from, row.endOn) : 0;
    const interest = row.runFen + rest;
    const plan = row === last ? room : planOf(draft.terms, row, interest);
    const principal = Math.min(room, Math.max(plan, settled));
    owes(row, interest, principal);
    row.earnedFen = fen(interest);
    balance -= principal;
    row.balanceFen = fen(balance);
    if (isOpen && settled > plan && row !== last && draft.terms.allocation.excess === 'reduce') {
      lowerLevels(draft.terms, row, rows.slice(index + 1), balance);
    }
  }
}

const settledPrincipal = (row: RowDraft): number => row.paid.principal + row.waived.principal;

/** Principal that instalments repay: all but down payment and prepayments. */
const plannedPool = (draft: LoanDraft): number =>
  draft.rows.reduce(
    (pool, row) => pool - (row.kind === 'instalment' ? 0 : row.due.principal),
    draft.principalFen as number,
  );

/** Sets what a row owes; a row that owes something else than before may be unpaid again. */
function owes(row: RowDraft, interest: number, principal: number): void {
  if (row.due.interest !== interest || row.due.principal !== principal) {
    row.paidOn = null;
  }
  row.due.interest = fen(interest);
  row.due.principal = fen(principal);
}

/** All principal is back: what is left to owe is interest already run up. */
function finish(rows: readonly RowDraft[]): void {
  for (const row of rows) {
    const settled = row.paid.interest + row.waived.interest;
    owes(row, Math.max(row.runFen, settled), settledPrincipal(row));
    row.earnedFen = row.due.interest;
    row.balanceFen = fen(0);
    row.levelFen = fen(0);
  }
}

/** The principal part of an instalment that is not the last. */
const planOf = (terms: LoanTerms, row: RowDraft, interest: number): number =>
  Math.max(0, terms.method === 'equalInstalments' ? row.levelFen - interest : row.levelFen);

/** Principal was repaid beyond the plan: the instalments after this one become lower. */
function lowerLevels(
  terms: LoanTerms,
  row: RowDraft,
  later: readonly RowDraft[],
  balance: number,
): void {
  const [next] = later;
  if (next === undefined || balance <= 0) {
    for (const each of later) {
      each.levelFen = fen(0);
    }
    return;
  }
  const { instalmentFen: _, downPaymentFen: __, ...rest } = terms;
  const plan = schedule({
    ...rest,
    principalFen: fen(balance),
    instalments: later.length,
    disbursedOn: row.endOn,
    firstDueOn: next.endOn,
    graceInstalments: 0,
    levelFrom: 'periodRate',
  });
  if (plan.ok) {
    later.forEach((each, index) => {
      const fresh = plan.value.rows[index];
      const isLevel = terms.method === 'equalInstalments';
      each.levelFen = (isLevel ? plan.value.rows[0]?.totalFen : fresh?.principalFen) ?? fen(0);
    });
  }
}

/**
 * An instalment paid in full before its day, interest to the day included, is finished: its period
 * ends there, and the days left of it belong to the next instalment.
 */
export function closeEarly(draft: LoanDraft, on: IsoDate): void {
  const { method, allocation } = draft.terms;
  if (method !== 'equalInstalments' || allocation.excess === 'reduce') {
    // There is no level amount to reach, or what reaches beyond it lowers the next ones instead.
    return;
  }
  const rows = planned(draft);
  const index = rows.findIndex((row) => row.endOn > on);
  const row = rows[index];
  const next = rows[index + 1];
  if (row === undefined || next === undefined || row.fromOn >= on || owedPrincipal(draft) <= 0) {
    return;
  }
  const paid = row.paid.interest + row.paid.principal + row.waived.interest + row.waived.principal;
  const interestSettled = row.paid.interest + row.waived.interest >= row.runFen;
  if (!interestSettled || row.levelFen === 0 || paid < row.levelFen) {
    return;
  }
  const left = shareBetween(draft.terms, row, on, row.endOn);
  row.share = shareBetween(draft.terms, row, row.fromOn, on);
  row.endOn = on;
  next.fromOn = on;
  next.runThroughOn = on;
  next.share = {
    numerator: left.numerator * next.share.denominator + next.share.numerator * left.denominator,
    denominator: left.denominator * next.share.denominator,
  };
}
