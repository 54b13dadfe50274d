/** An order as it is kept: what was asked and priced, where it stands and how it came there. */
import type { Change, Item, Key } from '../ports/store';
import { type Result, success } from '../result';
import { type IllegalTransition, type OrderCommand, type OrderState, transition } from './order';
import type { CreditGrade } from './product';

export interface Order {
  readonly orderId: string;
  readonly customerId: string;
  readonly state: OrderState;
  readonly productId: string;
  readonly productVersion: number;
  readonly amountFen: number;
  readonly termMonths: number;
  readonly annualRatePpm: number;
  readonly grade: CreditGrade;
  /** The largest instalment of the quote, for what the borrower can afford. */
  readonly instalmentFen: number;
  readonly bankCardId: string;
  readonly purpose: string;
  readonly quoteId: string;
  readonly createdAtMillis: number;
  readonly offerExpiresAtMillis?: number;
  /** When the cost sheet of the offer was first shown; its reading time counts from here. */
  readonly costSheetShownAtMillis?: number;
  readonly costSheetHash?: string;
  /** The day the offer's schedule counts from. */
  readonly offeredOn?: string;
  readonly signedAtMillis?: number;
  readonly loanId?: string;
  readonly reasons: readonly string[];
  readonly history: readonly { readonly state: OrderState; readonly atMillis: number }[];
}

type OrderBody = Order & Record<string, unknown>;
export type OrderItem = Item<OrderBody>;

export const orderPartition = (orderId: string): string => `ORDER#${orderId}`;

export const orderKey = (orderId: string): Key => ({
  table: 'orders',
  partition: orderPartition(orderId),
  sort: 'STATE',
});

/** An owner's orders, by time. */
export const ordersOf = (customerId: string) => `CUSTOMER#${customerId}`;

const orderItem = (order: Order) => ({
  key: orderKey(order.orderId),
  body: { ...order },
  indexes: {
    index1: {
      partition: ordersOf(order.customerId),
      sort: `${new Date(order.createdAtMillis).toISOString()}#${order.orderId}`,
    },
  },
});

export const insertOrder = (order: Order): Change => ({ kind: 'insert', item: orderItem(order) });

/** Written only if nobody wrote since it was read: the state cannot be jumped over. */
export const replaceOrder = (read: OrderItem, next: Order): Change => ({
  kind: 'replace',
  item: orderItem(next),
  expectedVersion: read.version,
});

export type Submission = Omit<Order, 'state' | 'reasons' | 'history'>;

export const newOrder = (submission: Submission): Order => ({
  ...submission,
  state: 'pendingReview',
  reasons: [],
  history: [{ state: 'pendingReview', atMillis: submission.createdAtMillis }],
});

/** The only way an order's state ever changes. */
export function advance(
  order: Order,
  command: OrderCommand,
  nowMillis: number,
  facts: Partial<Order> = {},
): Result<Order, IllegalTransition> {
  const next = transition(order.state, command);
  if (!next.ok) return next;
  return success({
    ...order,
    ...facts,
    state: next.value,
    history: [...order.history, { state: next.value, atMillis: nowMillis }],
  });
}

/** A workflow step that waits for someone: where to send the answer. */
export type Waiting = 'review' | 'signature' | 'disbursement';

export const taskTokenKey = (orderId: string, waiting: Waiting): Key => ({
  table: 'orders',
  partition: orderPartition(orderId),
  sort: `TOKEN#${waiting}`,
});

/** Inserted, or replaced when the step was tried again and got a new token. */
export const keepTaskToken = (
  orderId: string,
  waiting: Waiting,
  taskToken: string,
  earlier: Item | undefined,
): Change => {
  const item = { key: taskTokenKey(orderId, waiting), body: { taskToken } };
  return earlier
    ? { kind: 'replace', item, expectedVersion: earlier.version }
    : { kind: 'insert', item };
};
