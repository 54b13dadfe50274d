/** Customers in all stages of leaving, for tests of export, deletion and shredding. */

import { isoDate } from '../../lambdas/core/calendar';
import type { OrderState } from '../../lambdas/core/orders/order';
import { insertOrder, newOrder } from '../../lambdas/core/orders/order-record';
import { insertLoan } from '../../lambdas/core/repayment/loan-record';
import { handler as bindBankCard } from '../../lambdas/users/bind-bank-card';
import { handler as requestDeletion } from '../../lambdas/users/request-deletion';
import { handler as shredCustomers } from '../../lambdas/users/shred-customers';
import type { Caller } from './api-call';
import { ada, IdentityWorld } from './identity-world';

export async function aNewcomer() {
  const world = new IdentityWorld();
  const caller = await world.newcomer('13900000001', 'privacyPolicy');
  return { world, caller };
}

/** Verified, with a card. */
export async function aCardHolder() {
  const world = new IdentityWorld();
  const caller = await world.verified(ada);
  const typed = { cardNumber: ada.bankCardNumber, phone: ada.phoneNumber };
  const idempotencyKey = 'binding-0000000001';
  await world.call(bindBankCard, { as: caller, body: typed, idempotencyKey });
  return { world, caller };
}

export const ask = (world: IdentityWorld, caller: Caller, whenRetentionEnds = false) =>
  world.call(requestDeletion, { as: caller, body: { whenRetentionEnds } });

export function night(world: IdentityWorld) {
  const run = shredCustomers.over(
    () => world.services as never,
    () => world.now,
  );
  return run({}, {} as never);
}

export async function passTenYears(world: IdentityWorld): Promise<void> {
  world.now = Date.parse('2036-11-23T04:00:00+08:00');
  world.store.dropExpired(world.now / 1000);
}

export async function withOrder(world: IdentityWorld, { subject }: Caller, state: OrderState) {
  const order = newOrder({
    orderId: `ord_${'a'.repeat(26)}`,
    customerId: subject,
    productId: 'sunlend-flex',
    productVersion: 1,
    amountFen: 100_000,
    termMonths: 3,
    annualRatePpm: 120_000,
    grade: 'A',
    instalmentFen: 34_000,
    bankCardId: `card_${'a'.repeat(26)}`,
    purpose: 'shopping',
    quoteId: `quo_${'a'.repeat(26)}`,
    createdAtMillis: world.now,
  });
  await world.store.commit([insertOrder({ ...order, state })]);
}

export async function withLoan(
  world: IdentityWorld,
  { subject }: Caller,
  status: 'active' | 'settled' | 'writtenOff',
  settledOn = '2026-11-01',
) {
  const state = {
    status,
    principalFen: 100_000,
    disbursedOn: '2026-10-01',
    receivedFen: 0,
    ...(status === 'settled' && { settledOn }),
    rows: [],
    creditFen: 0,
    terms: { penalty: { graceDays: 0 } },
    asOf: '2026-11-01',
  };
  const loan = {
    loanId: `loan_${'a'.repeat(26)}`,
    orderId: `ord_${'a'.repeat(26)}`,
    customerId: subject,
    state,
  };
  await world.store.commit([insertLoan(loan as never, isoDate('2026-11-01'))]);
}
