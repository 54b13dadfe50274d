/** What a repayment paid for: the difference it made to the loan, component by component. */
import type { IsoDate } from '../calendar';
import { type Fen, fen, zeroFen } from '../money';
import { apply, fold, loanView } from './loan';
import type { LoanEvent } from './loan-events';
import { type LoanState, noParts, type Parts } from './loan-state';

export interface Receipt {
  readonly receivedOn: IsoDate;
  readonly amountFen: Fen;
  /** Nothing of it where a written-off loan recovers: its books are closed. */
  readonly paid: Parts;
  /** Beyond what was owed: the borrower's. */
  readonly creditFen: Fen;
  readonly outstandingPrincipalFen: Fen;
}

export type ReceivedEvent = Extract<
  LoanEvent,
  { type: 'repaid' | 'prepaid' | 'paidOff' | 'recovered' }
>;

/** The receipt of a booked repayment, as it was booked then; undefined when there is none. */
export function receiptOf(state: LoanState, repaymentId: string): Receipt | undefined {
  const index = state.events.findIndex((event) => event.id === repaymentId);
  const event = state.events[index];
  if (!event || !isReceived(event)) return undefined;
  const before = fold(state.events.slice(0, index));
  return differenceOf(before, apply(before, event), event);
}

/** What an event of received money does to a loan. */
export function differenceOf(before: LoanState, after: LoanState, event: ReceivedEvent): Receipt {
  // What credit pays as time passes is no part of this money: the same day without it.
  const without = apply(before, { type: 'dayClosed', id: 'without', on: event.on });
  const [was, is] = [paidParts(without), paidParts(after)];
  const part = (name: keyof Parts): Fen => fen(is[name] - was[name]);
  const paid = {
    fees: part('fees'),
    penalty: part('penalty'),
    interest: part('interest'),
    principal: part('principal'),
  };
  return {
    receivedOn: event.on,
    amountFen: event.amountFen,
    paid,
    creditFen:
      event.type === 'recovered'
        ? zeroFen
        : fen(event.amountFen - paid.fees - paid.penalty - paid.interest - paid.principal),
    outstandingPrincipalFen: loanView(after, after.asOf).outstandingPrincipalFen,
  };
}

export const isReceived = (event: LoanEvent): event is ReceivedEvent =>
  ['repaid', 'prepaid', 'paidOff', 'recovered'].includes(event.type);

function paidParts(state: LoanState): Parts {
  const sum = noParts();
  for (const { paid } of state.rows)
    for (const name of Object.keys(sum) as (keyof Parts)[]) sum[name] = fen(sum[name] + paid[name]);
  return sum;
}
