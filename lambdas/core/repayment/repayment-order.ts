/** What a borrower may have debited: one repayment at a time, and never more than is owed. */
import type { IsoDate } from '../calendar';
import { fen } from '../money';
import { type Problem, problem } from '../problem';
import { failure, type Result, success } from '../result';
import { decide, type LoanState, loanView, payoffQuote } from './loan';
import type { LoanRecord, PrepaymentEffect, Repayment, RepaymentKind } from './loan-record';

export interface RepaymentWish {
  readonly kind: RepaymentKind;
  /** Of an amount or a prepayment; the others cost what they cost that day. */
  readonly amountFen?: number | undefined;
  /** Of chosen instalments: their numbers, from the oldest that is open. */
  readonly instalments?: readonly number[] | undefined;
  /** Of a prepayment. */
  readonly effect?: PrepaymentEffect | undefined;
}

export interface RepaymentTerms {
  readonly kind: RepaymentKind;
  readonly amountFen: number;
  readonly effect?: PrepaymentEffect;
}

export interface OrderedRepayment {
  /** The loan, which waits for this repayment. */
  readonly loan: LoanRecord;
  readonly repayment: Repayment;
}

/** What the wish comes to on a day, in fen; refuses what is not owed or not offered. */
export function repaymentTerms(
  state: LoanState,
  wish: RepaymentWish,
  today: IsoDate,
): Result<RepaymentTerms, Problem> {
  if (state.status === 'settled') return refuse('loan_closed');
  const odd = oddMember(wish);
  if (odd) return refuse('validation_failed', undefined, [{ path: odd, reason: wish.kind }]);
  if (state.status === 'writtenOff') return recoveryTerms(state, wish, today);
  const payoffFen = payoffQuote(state, today).totalFen;
  const amountFen = amountOf(state, wish, today, payoffFen);
  if (amountFen === undefined)
    return refuse('instalments_not_next', { openFrom: firstOpen(state, today) });
  if (amountFen > payoffFen) return refuse('amount_exceeds_payoff', { payoffFen });
  const { kind, effect } = wish;
  if (!effect) return success({ kind, amountFen });
  const command = { type: 'prepay', id: 'asked', on: today, amountFen: fen(amountFen), effect };
  const decided = decide(state, command as Parameters<typeof decide>[1]);
  return decided.ok
    ? success({ kind, amountFen, effect })
    : refuse('prepayment_refused', { reason: decided.error.code });
}

/** A written-off loan is owed all the same: any amount up to what is left recovers it. */
function recoveryTerms(
  state: LoanState,
  { kind, amountFen }: RepaymentWish,
  today: IsoDate,
): Result<RepaymentTerms, Problem> {
  const leftFen = owedFen(openRows(state, today)) - state.recoveredFen;
  if (kind !== 'amount' || amountFen === undefined || leftFen <= 0) return refuse('loan_closed');
  return amountFen > leftFen
    ? refuse('amount_exceeds_payoff', { payoffFen: leftFen })
    : success({ kind, amountFen });
}

export function orderRepayment(
  loan: LoanRecord,
  repaymentId: string,
  terms: RepaymentTerms,
  nowMillis: number,
): Result<OrderedRepayment, Problem> {
  if (loan.pendingRepaymentId !== undefined) return refuse('repayment_in_progress');
  const createdAt = new Date(nowMillis).toISOString();
  const { loanId } = loan;
  return success({
    loan: { ...loan, pendingRepaymentId: repaymentId },
    repayment: { repaymentId, loanId, ...terms, status: 'pending', createdAt },
  });
}

/** The member that is missing, or does not belong to the kind of wish. */
function oddMember({ kind, amountFen, instalments, effect }: RepaymentWish): string | undefined {
  const needsAmount = kind === 'amount' || kind === 'prepayment';
  if (needsAmount !== (amountFen !== undefined)) return 'body.amountFen';
  if ((kind === 'instalments') !== (instalments !== undefined)) return 'body.instalments';
  if ((kind === 'prepayment') !== (effect !== undefined)) return 'body.effect';
  return undefined;
}

function amountOf(
  state: LoanState,
  { amountFen, instalments }: RepaymentWish,
  today: IsoDate,
  payoffFen: number,
): number | undefined {
  if (amountFen !== undefined) return amountFen;
  if (instalments === undefined) return payoffFen;
  // Money pays the oldest first, so only the next ones can be chosen.
  const open = openRows(state, today).slice(0, instalments.length);
  const chosen = [...instalments].sort((one, other) => one - other);
  const known = chosen.length > 0 && open.length === chosen.length;
  const next = known && open.every(({ n }, index) => n === chosen[index]);
  return next ? owedFen(open) : undefined;
}

const openRows = (state: LoanState, today: IsoDate) =>
  loanView(state, today).rows.filter(({ outstandingFen }) => outstandingFen > 0);

const owedFen = (rows: ReturnType<typeof openRows>): number =>
  rows.reduce((sum, { outstandingFen }) => sum + outstandingFen, 0);

const firstOpen = (state: LoanState, today: IsoDate): number => openRows(state, today)[0]?.n ?? 0;

const refuse = (...args: Parameters<typeof problem>) => failure(problem(...args));
