/** What earlier orders say of a borrower. */
import { historyOf } from '../../../lambdas/core/orders/history';
import type { OrderState } from '../../../lambdas/core/orders/order';
import { anOrder } from '../../support/orders';

const now = Date.UTC(2026, 10, 22, 12);
const inState = (state: OrderState, instalmentFen = 0) =>
  anOrder({ state, instalmentFen, createdAtMillis: 0 });

describe('the history of a borrower', () => {
  it('counts the orders of the last 24 hours, whatever became of them', () => {
    const at = (createdAtMillis: number) => anOrder({ state: 'rejected', createdAtMillis });
    const day = 86_400_000;

    expect(historyOf([at(now), at(now - day + 1), at(now - day)], now).ordersLastDay).toBe(2);
  });

  it('counts written-off orders as overdue, and settled ones as settled', () => {
    const orders = [inState('overdue'), inState('writtenOff'), inState('settled')];

    expect(historyOf(orders, now)).toMatchObject({ overdueOrders: 2, settledOrders: 1 });
  });

  it('adds up the instalments of what is owed or about to be', () => {
    const orders = [
      inState('repaying', 1),
      inState('overdue', 10),
      inState('pendingDisbursement', 100),
      inState('settled', 1_000),
      inState('approved', 10_000),
      inState('cancelled', 100_000),
    ];

    expect(historyOf(orders, now).openInstalmentsFen).toBe(111);
  });

  it('of nobody is empty', () => {
    expect(historyOf([], now)).toEqual({
      ordersLastDay: 0,
      overdueOrders: 0,
      settledOrders: 0,
      openInstalmentsFen: 0,
    });
  });
});
