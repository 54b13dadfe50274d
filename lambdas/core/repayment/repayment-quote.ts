/** A quote of a repayment: to the fen, for the loan as it stands, until the day ends. */
import { addDays, type IsoDate } from '../calendar';
import { startOfDayInChina } from '../china-day';
import { fen } from '../money';
import type { Change, Item, Key } from '../ports/store';
import { type Problem, problem } from '../problem';
import { failure, type Result, success } from '../result';
import { apply, decide, type LoanState, loanView, payoffQuote } from './loan';
import type { LoanCommand } from './loan-events';
import { loanPartition } from './loan-record';
import { differenceOf, isReceived, type Receipt } from './receipt';
import { type RepaymentTerms, type RepaymentWish, repaymentTerms } from './repayment-order';

export interface RepaymentQuote extends RepaymentTerms {
  readonly repaymentQuoteId: string;
  /** How many events the loan had: another one makes the quote void. */
  readonly loanVersion: number;
  /** What is owed changes with the day. */
  readonly expiresAtMillis: number;
}

export interface QuotedRepayment {
  readonly quote: RepaymentQuote;
  readonly receipt: Receipt;
  readonly after: LoanState;
}

/** Computed by the functions that will post it. */
export function quoteRepayment(
  state: LoanState,
  repaymentQuoteId: string,
  terms: RepaymentTerms,
  today: IsoDate,
): QuotedRepayment {
  const decided = decide(state, commandOf(state, repaymentQuoteId, terms, today));
  const event = decided.ok ? decided.value[0] : undefined;
  if (!event || !isReceived(event)) throw new Error('what was offered is refused');
  const after = apply(state, event);
  return {
    quote: {
      ...terms,
      repaymentQuoteId,
      loanVersion: state.events.length,
      expiresAtMillis: startOfDayInChina(addDays(today, 1)),
    },
    receipt: differenceOf(state, after, event),
    after,
  };
}

function commandOf(
  state: LoanState,
  id: string,
  { amountFen: amount, effect }: RepaymentTerms,
  on: IsoDate,
): LoanCommand {
  const amountFen = fen(amount);
  if (effect) return { type: 'prepay', id, on, amountFen, effect };
  const type = payoffQuote(state, on).totalFen === amountFen ? 'payOff' : 'repay';
  return { type, id, on, amountFen };
}

/** What a borrower is told of the loan after the repayment. */
export function owedAfter(after: LoanState, today: IsoDate) {
  const view = loanView(after, today);
  const open = view.rows.filter(({ outstandingFen }) => outstandingFen > 0);
  const lastDueOn = open.at(-1)?.dueOn;
  return {
    outstandingPrincipalFen: view.outstandingPrincipalFen,
    ...(view.nextDue && { nextDueOn: view.nextDue.dueOn }),
    nextDueFen: view.nextDue?.totalFen ?? 0,
    ...(lastDueOn && { lastDueOn }),
    remainingFen: open.reduce((sum, { outstandingFen }) => sum + outstandingFen, 0),
  };
}

type QuoteBody = RepaymentQuote & Record<string, string | number | undefined>;
export type RepaymentQuoteItem = Item<QuoteBody>;

export const repaymentQuoteKey = (loanId: string, repaymentQuoteId: string): Key => ({
  table: 'repayment',
  partition: loanPartition(loanId),
  sort: `QUOTE#${repaymentQuoteId}`,
});

export const insertRepaymentQuote = (loanId: string, quote: RepaymentQuote): Change => ({
  kind: 'insert',
  item: {
    key: repaymentQuoteKey(loanId, quote.repaymentQuoteId),
    body: { ...quote },
    expiresAtEpochSeconds: Math.ceil(quote.expiresAtMillis / 1000),
  },
});

export type AskedRepayment = Omit<RepaymentWish, 'kind'> & {
  readonly kind?: RepaymentWish['kind'] | undefined;
  readonly repaymentQuoteId?: string | undefined;
};

/** The terms of what is asked: a quote's, or those of a wish, but not both. */
export function askedTerms(
  state: LoanState,
  { repaymentQuoteId, kind, ...rest }: AskedRepayment,
  quote: RepaymentQuote | undefined,
  today: IsoDate,
  nowMillis: number,
): Result<RepaymentTerms, Problem> {
  if (kind !== undefined && repaymentQuoteId === undefined)
    return repaymentTerms(state, { kind, ...rest }, today);
  const { amountFen, instalments, effect } = rest;
  const both = [kind, amountFen, instalments, effect].some((member) => member !== undefined);
  if (both || repaymentQuoteId === undefined) return failure(oneOfTwo);
  return standingTerms(quote, state, nowMillis);
}

const oneOfTwo = problem('validation_failed', undefined, [
  { path: 'body.repaymentQuoteId', reason: 'a quote or a kind of repayment, not both' },
]);

/** A quote holds until its day ends, and as long as nothing happened to the loan. */
function standingTerms(
  quote: RepaymentQuote | undefined,
  state: LoanState,
  nowMillis: number,
): Result<RepaymentTerms, Problem> {
  if (state.status === 'settled') return failure(problem('loan_closed'));
  if (!quote || quote.expiresAtMillis <= nowMillis || quote.loanVersion !== state.events.length)
    return failure(problem('quote_expired'));
  const { kind, amountFen, effect } = quote;
  return success({ kind, amountFen, ...(effect && { effect }) });
}
