/** What a borrower's earlier orders say about them. */
import type { Order } from './order-record';

export interface OrderHistory {
  readonly ordersLastDay: number;
  readonly overdueOrders: number;
  readonly settledOrders: number;
  /** Monthly instalments of loans that are still being repaid here. */
  readonly openInstalmentsFen: number;
}

const dayMillis = 86_400_000;

/** Counts over the borrower's orders other than the one that is being decided. */
export function historyOf(orders: readonly Order[], nowMillis: number): OrderHistory {
  const inState = (state: Order['state']) => orders.filter((order) => order.state === state);
  const open = [...inState('repaying'), ...inState('overdue'), ...inState('pendingDisbursement')];
  return {
    ordersLastDay: orders.filter(({ createdAtMillis }) => nowMillis - createdAtMillis < dayMillis)
      .length,
    overdueOrders: inState('overdue').length + inState('writtenOff').length,
    settledOrders: inState('settled').length,
    openInstalmentsFen: open.reduce((sum, { instalmentFen }) => sum + instalmentFen, 0),
  };
}
