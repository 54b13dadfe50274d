/** Reads what a customer has to do with us: identity, orders and loans, however many there are. */
import { type Order, type OrderItem, ordersOf } from '../orders/order-record';
import type { Query, Store } from '../ports/store';
import { type LoanItem, type LoanRecord, loansOf } from '../repayment/loan-record';
import type { Business } from './deletion';
import { type ProfileBody, profileKey } from './rows';

export interface WholeBusiness extends Business {
  readonly orders: readonly Order[];
  readonly loans: readonly LoanRecord[];
}

export async function readBusiness(store: Store, customerId: string): Promise<WholeBusiness> {
  const index = 'index1';
  const [profile, orders, loans] = await Promise.all([
    store.get<ProfileBody>(profileKey(customerId)),
    all<OrderItem['body']>(store, { table: 'orders', index, partition: ordersOf(customerId) }),
    all<LoanItem['body']>(store, { table: 'repayment', index, partition: loansOf(customerId) }),
  ]);
  return { identity: profile?.body.identity ?? 'none', orders, loans };
}

async function all<B>(store: Store, query: Query): Promise<B[]> {
  const bodies: B[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.query<B>({ ...query, limit: 1000, ...(cursor && { cursor }) });
    bodies.push(...page.items.map(({ body }) => body));
    cursor = page.next;
  } while (cursor);
  return bodies;
}
