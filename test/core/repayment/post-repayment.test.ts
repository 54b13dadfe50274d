/** What a concluded repayment does to loan, order and limit at once. */
import { addDays, addMonths, type IsoDate, isoDate } from '../../../lambdas/core/calendar';
import { startOfDayInChina } from '../../../lambdas/core/china-day';
import { balanced } from '../../../lambdas/core/ledger/postings';
import { fen } from '../../../lambdas/core/money';
import type { Order } from '../../../lambdas/core/orders/order-record';
import { activate } from '../../../lambdas/core/repayment/activation';
import { loanView, payoffQuote } from '../../../lambdas/core/repayment/loan';
import type { Repayment } from '../../../lambdas/core/repayment/loan-record';
import { postRepayment } from '../../../lambdas/core/repayment/post-repayment';
import { nextWork } from '../../../lambdas/core/repayment/work-plan';
import { openCatalogue } from '../../../lambdas/platform/composition/products';
import { aLimit, anOrder } from '../../support/orders';

const paidOutOn = isoDate('2026-11-22');
const firstDue = addMonths(paidOutOn, 1);

describe('a paid-out order', () => {
  it('becomes a loan that uses what was reserved, with books that balance', () => {
    const { order, limit, loan, event, postings } = aLoan();

    expect(order).toMatchObject({ state: 'repaying', loanId: loan.loanId });
    expect(limit.ledger).toMatchObject({
      reservations: {},
      usages: { [loan.loanId]: 1_000_000 },
    });
    expect(event).toMatchObject({ type: 'disbursed', on: paidOutOn });
    expect(balanced(postings)).toBe(true);
  });

  it('counts its schedule from the day the money was paid, not from the offer', () => {
    const { loan } = aLoan({ offeredOn: addDays(paidOutOn, -5) });

    expect(loan.state.rows[0]?.dueOn).toBe(firstDue);
  });

  it('that was not signed, or holds no limit, is a fault to be seen', () => {
    expect(() => aLoan({ state: 'approved' })).toThrow('cannot become a loan');
    expect(() => aLoan({ orderId: 'ord_without_reservation' })).toThrow('cannot become a loan');
  });
});

describe('a repayment', () => {
  it('of the whole payoff settles loan and order and frees the limit', () => {
    const paid = pay(payoffOn(firstDue), { orderedOn: firstDue });

    expect(paid).toMatchObject({ status: 'settled', order: { state: 'settled' } });
    expect(paid.limit?.ledger.usages).toEqual({});
    expect(paid.event.type).toBe('paidOff');
    expect(balanced(paid.postings)).toBe(true);
    expect(nextWork(paid.loan)).toBeUndefined();
  });

  it('that was ordered as a payoff settles even if the bank took days, also over a month', () => {
    for (const days of [1, 3, 40]) {
      const orderedOn = addDays(paidOutOn, 10);
      const paid = pay(payoffOn(orderedOn), { orderedOn, receivedOn: addDays(orderedOn, days) });

      expect(paid).toMatchObject({ status: 'settled', order: { state: 'settled' } });
      expect(loanView(paid.loan.state, addDays(orderedOn, days)).creditFen).toBe(0);
    }
  });

  it('of the amount of the payoff settles, whatever it was called', () => {
    const paid = pay(payoffOn(firstDue), { orderedOn: firstDue, kind: 'amount' });

    expect(paid.status).toBe('settled');
  });

  it('of a part frees the repaid principal, and the loan is late a month later', () => {
    const { loan } = aLoan();
    const due = loanView(loan.state, firstDue).dueNowFen;
    const paid = pay(due, { orderedOn: firstDue });

    const principal = loan.state.rows[0]!.due.principal;
    expect(paid.limit?.ledger.usages).toEqual({ [loan.loanId]: 1_000_000 - principal });
    expect(paid).toMatchObject({ status: 'repaying', order: { state: 'repaying' } });
  });

  it('of interest alone frees nothing', () => {
    expect(pay(100, { orderedOn: firstDue }).limit).toBeUndefined();
  });

  it('that catches up makes an overdue order repaying again', () => {
    const late = addDays(firstDue, 10);
    const { loan } = aLoan();
    const due = loanView(loan.state, late).dueNowFen;

    expect(pay(due, { orderedOn: late, state: 'overdue' }).order.state).toBe('repaying');
    expect(pay(due - 1, { orderedOn: late, state: 'overdue' }).order.state).toBe('overdue');
  });

  it('that comes in late leaves an order overdue that is overdue by now', () => {
    const orderedOn = addDays(firstDue, 2);
    const paid = pay(100, {
      orderedOn,
      receivedOn: orderedOn,
      postedOn: addDays(firstDue, 10),
      state: 'overdue',
    });

    expect(paid).toMatchObject({ status: 'overdue', order: { state: 'overdue' } });
  });

  it('makes an order overdue that nobody had marked yet', () => {
    expect(pay(100, { orderedOn: addDays(firstDue, 10) }).order.state).toBe('overdue');
  });

  it('keeps what is paid beyond the debt as the borrower’s credit', () => {
    const quoted = payoffOn(firstDue);
    const paid = pay(quoted + 500, { orderedOn: firstDue, kind: 'amount' });
    const view = loanView(paid.loan.state, addMonths(paidOutOn, 13));

    expect(paid.loan.state.receivedFen).toBe(quoted + 500);
    expect(balanced(paid.postings)).toBe(true);
    expect(view.creditFen + paid.loan.state.rows.reduce(paidIn, 0)).toBe(quoted + 500);
  });

  it('never counts before it was ordered, however wrong the bank’s clock', () => {
    const paid = pay(100, { orderedOn: firstDue, receivedOn: isoDate('2020-01-01') });

    expect(paid.event.on).toBe(firstDue);
  });

  it('sets the loan free for the next one', () => {
    expect(pay(100, { orderedOn: firstDue }).loan).not.toHaveProperty('pendingRepaymentId');
  });
});

interface Payment {
  readonly orderedOn: IsoDate;
  readonly receivedOn?: IsoDate;
  readonly postedOn?: IsoDate;
  readonly kind?: Repayment['kind'];
  readonly state?: Order['state'];
}

function pay(amountFen: number, payment: Payment) {
  const { orderedOn, receivedOn = orderedOn, postedOn = receivedOn } = payment;
  const { loan, order, limit } = aLoan();
  const repayment: Repayment = {
    repaymentId: 'rep_one',
    loanId: loan.loanId,
    kind: payment.kind ?? 'payoff',
    amountFen,
    status: 'pending',
    createdAt: new Date(startOfDayInChina(orderedOn)).toISOString(),
  };
  return postRepayment(
    {
      loan: { ...loan, pendingRepaymentId: 'rep_one' },
      order: { ...order, state: payment.state ?? order.state },
      limit,
    },
    repayment,
    receivedOn,
    Math.max(startOfDayInChina(postedOn), startOfDayInChina(orderedOn)),
  );
}

function payoffOn(on: IsoDate): number {
  return payoffQuote(aLoan().loan.state, on).totalFen;
}

function aLoan(changes: Partial<Order> = {}) {
  const order = anOrder({ state: 'pendingDisbursement', offeredOn: paidOutOn, ...changes });
  const reservations = { [anOrder().orderId]: fen(1_000_000) };
  return activate(order, aLimit(2_000_000, { reservations }), openCatalogue(), paidOutOn, 0);
}

const paidIn = (
  sum: number,
  { paid }: ReturnType<typeof aLoan>['loan']['state']['rows'][number],
): number => sum + paid.fees + paid.penalty + paid.interest + paid.principal;
