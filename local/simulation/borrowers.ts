/** The simulation's borrowers: how each of them pays, and the signed order they begin with. */

import { addDays } from '../../lambdas/core/calendar';
import { newId } from '../../lambdas/core/identifiers';
import { fen } from '../../lambdas/core/money';
import { emptyCreditLimit, reserve } from '../../lambdas/core/orders/credit-limit';
import { type LimitRecord, writeLimit } from '../../lambdas/core/orders/limit-record';
import { insertOrder, newOrder } from '../../lambdas/core/orders/order-record';
import { loanIdOf } from '../../lambdas/core/repayment/activation';
import { bankCardKey } from '../../lambdas/core/users/rows';
import type { BankLedger } from '../bank/ledger';
import type { Lender } from './lender';

/** punctual: on the due day; late: weeks after; never; autopay: debited; early: pays it off. */
export type Habit = 'punctual' | 'late' | 'never' | 'autopay' | 'early';

export interface SimulatedBorrower {
  readonly customerId: string;
  readonly orderId: string;
  readonly loanId: string;
  readonly bankCardId: string;
  readonly habit: Habit;
  /** On which day of the simulation the money is asked for. */
  readonly beginsOnDay: number;
}

const habits: readonly (readonly [number, Habit])[] = [
  [0.4, 'autopay'],
  [0.3, 'punctual'],
  [0.18, 'late'],
  [0.06, 'never'],
  [0.06, 'early'],
];

function habitOf(chance: number): Habit {
  let left = chance;
  for (const [share, habit] of habits) {
    if (left < share) return habit;
    left -= share;
  }
  return 'punctual';
}

const spreadDays = 28;

/** What a borrower needs of a lender to begin with. */
export type Ground = Pick<Lender, 'bytes' | 'draw' | 'now' | 'moment' | 'seed'> & {
  readonly bank: { readonly ledger: Pick<BankLedger, 'verifyCard'> };
};

/** An order that is signed, with its limit reserved and a card the bank knows. */
export async function makeBorrower(lender: Ground, index: number): Promise<SimulatedBorrower> {
  const random = (count: number) => lender.bytes(count);
  const customerId = newId('cus', random);
  const orderId = newId('ord', random);
  const bankCardId = newId('card', random);
  const amountFen = 300_000 + Math.floor(lender.draw() * 20) * 50_000;
  const termMonths = [6, 12][index % 2] as number;
  const card = {
    name: `Borrower ${index}`,
    idNumber: `${index}`,
    cardNumber: `${6_222_020_000_000_000 + index * 10_000}`,
    phone: `${13_900_000_000 + index}`,
  };
  const accountToken = lender.bank.ledger.verifyCard(card);
  if (!accountToken) throw new Error('the bank does not know the card');
  const order = {
    ...newOrder({
      orderId,
      customerId,
      productId: 'sunlend-flex',
      productVersion: 1,
      amountFen,
      termMonths,
      annualRatePpm: 128_000,
      grade: 'B',
      instalmentFen: amountFen,
      bankCardId,
      purpose: 'home',
      quoteId: newId('quo', random),
      createdAtMillis: lender.now,
    }),
    state: 'pendingDisbursement' as const,
    offeredOn: lender.moment.today,
    signedAtMillis: lender.now,
  };
  const empty = { ...emptyCreditLimit, grantedFen: fen(amountFen) };
  const ledger = reserve(empty, orderId, fen(amountFen));
  if (!ledger.ok) throw new Error('the limit holds the amount');
  const limit: LimitRecord = {
    customerId,
    status: 'granted',
    grade: 'B',
    ledger: ledger.value,
    expiresOn: addDays(lender.moment.today, 800),
    reasons: [],
  };
  await lender.seed([
    insertOrder(order),
    writeLimit(undefined, limit),
    {
      kind: 'insert',
      item: {
        key: bankCardKey(customerId, bankCardId),
        body: {
          bankCardId,
          bank: { en: 'Bank', zh: '银行' },
          boundAt: new Date(lender.now).toISOString(),
          channel: 'sandbox',
          accountToken,
          sealed: new Uint8Array(8),
        },
      },
    },
  ]);
  const habit = habitOf(lender.draw());
  const beginsOnDay = index % spreadDays;
  return { customerId, orderId, loanId: loanIdOf(orderId), bankCardId, habit, beginsOnDay };
}
