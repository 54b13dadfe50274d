/** Invented borrowers and the way of their loans, one call a step. */
import { type ConsentPurpose, textsInForce } from '../../lambdas/core/users/consents';
import { consentsToBorrow } from '../../lambdas/core/users/customer-facts';
import {
  bankCardKey,
  consentKey,
  contactKey,
  identityKey,
  profileKey,
} from '../../lambdas/core/users/rows';
import { handler as createQuote } from '../../lambdas/orders/create-quote';
import { handler as getCostSheet } from '../../lambdas/orders/get-cost-sheet';
import { handler as offerContract } from '../../lambdas/orders/offer-contract';
import { handler as signOrder } from '../../lambdas/orders/sign-order';
import { handler as submitOrder } from '../../lambdas/orders/submit-order';
import { handler as receiveChannelCallback } from '../../lambdas/payments/receive-channel-callback';
import { handler as sendDisbursement } from '../../lambdas/payments/send-disbursement';
import { openConsentTexts } from '../../lambdas/platform/composition/consent-texts';
import { handler as activateLoan } from '../../lambdas/repayment/activate-loan';
import { handler as createRepayment } from '../../lambdas/repayment/create-repayment';
import { handler as applyForLimit } from '../../lambdas/risk/apply-for-limit';
import { handler as assessOrder } from '../../lambdas/risk/assess-order';
import type { Caller, Reply } from './api-call';
import type { LendingWorld } from './lending-world';
import { failed, proof, succeeded } from './told-channel';

export interface Borrower extends Caller {
  readonly bankCardId: string;
}

export const reviewer: Caller = { subject: 'stf_reviewer', role: 'reviewer', sessionId: 'ses_r' };
export const auditor: Caller = { subject: 'stf_auditor', role: 'auditor', sessionId: 'ses_a' };

export interface Person {
  /** YYYY-MM. */
  readonly bornInMonth?: string;
  readonly identity?: 'none' | 'cardConfirmed' | 'verified';
  readonly consents?: readonly ConsentPurpose[];
}

/** Ten thousand yuan a month for three years, no debts: grade B, 40,000 yuan. */
export const steady = {
  monthlyIncomeFen: 1_000_000,
  monthlyDebtFen: 0,
  employment: 'salaried',
  employedMonths: 36,
} as const;
/** A limit, but every order is referred: the employment is recent. */
export const justEmployed = { ...steady, employedMonths: 3 } as const;

let keys = 0;
export const newKey = (): string => `key-${String(++keys).padStart(16, '0')}`;

/** Someone whose identity is proven, who gave the consents a loan needs and bound a card. */
export async function aBorrower(world: LendingWorld, person: Person = {}): Promise<Borrower> {
  const { bornInMonth = '1996-03', identity = 'verified', consents = consentsToBorrow } = person;
  const customerId = world.id('cus');
  const bankCardId = world.id('card');
  const at = new Date(world.now).toISOString();
  const sealed = new Uint8Array(8);
  await world.store.commit([
    {
      kind: 'insert',
      item: {
        key: profileKey(customerId),
        body: { customerId, registeredAt: at, identity, bornInMonth },
      },
    },
    { kind: 'insert', item: { key: contactKey(customerId), body: { sealed } } },
    { kind: 'insert', item: { key: identityKey(customerId), body: { sealed } } },
    ...textsInForce(openConsentTexts(), world.today)
      .filter(({ purpose }) => consents.includes(purpose))
      .map(({ purpose, version }) => ({
        kind: 'insert' as const,
        item: {
          key: consentKey(customerId, purpose),
          body: { purpose, version, textHash: '0', givenAt: at, channel: 'app' },
        },
      })),
    {
      kind: 'insert',
      item: {
        key: bankCardKey(customerId, bankCardId),
        body: {
          bankCardId,
          bank: { en: 'Bank', zh: '银行' },
          boundAt: at,
          channel: 'sandbox',
          accountToken: `account-of-${customerId}`,
          sealed,
        },
      },
    },
  ]);
  return { subject: customerId, role: 'borrower', sessionId: 'ses_b', bankCardId };
}

export async function aBorrowerWithLimit(
  world: LendingWorld,
  means: typeof steady | typeof justEmployed = steady,
): Promise<Borrower> {
  const borrower = await aBorrower(world);
  const call = { as: borrower, body: means, idempotencyKey: newKey() };
  expectStatus(201, await world.call(applyForLimit, call));
  return borrower;
}

export interface Wish {
  readonly amountFen?: number;
  readonly termMonths?: number;
}

export async function quoteFor(
  world: LendingWorld,
  as: Borrower,
  { amountFen = 1_000_000, termMonths = 12 }: Wish = {},
): Promise<string> {
  const body = { productId: 'sunlend-flex', amountFen, termMonths };
  return expectStatus(201, await world.call(createQuote, { as, body })).body.quoteId;
}

export const submission = (as: Borrower, quoteId: string, idempotencyKey = newKey()) => ({
  as,
  body: { quoteId, bankCardId: as.bankCardId, purpose: 'home' },
  idempotencyKey,
});

export async function submittedOrder(
  world: LendingWorld,
  as: Borrower,
  wish: Wish = {},
): Promise<string> {
  const quoteId = await quoteFor(world, as, wish);
  const reply = expectStatus(201, await world.call(submitOrder, submission(as, quoteId)));
  await world.deliver();
  return reply.body.orderId;
}

export const offerStep = (world: LendingWorld, orderId: string, taskToken: string) =>
  world.step(offerContract, {
    orderId,
    taskToken,
    enteredAt: new Date(world.now).toISOString(),
  });

export async function offeredOrder(
  world: LendingWorld,
  as: Borrower,
  wish: Wish = {},
): Promise<string> {
  const orderId = await submittedOrder(world, as, wish);
  await world.step(assessOrder, { orderId });
  await offerStep(world, orderId, `signature of ${orderId}`);
  return orderId;
}

/** Reads the cost sheet for its reading time. */
export async function readCostSheet(
  world: LendingWorld,
  as: Borrower,
  orderId: string,
): Promise<string> {
  const sheet = expectStatus(200, await world.call(getCostSheet, { as, params: { orderId } }));
  world.pass(sheet.body.readingSeconds);
  return sheet.body.costSheetHash;
}

export const signature = (
  as: Borrower,
  orderId: string,
  costSheetHash: string,
  idempotencyKey = newKey(),
) => ({
  as,
  params: { orderId },
  body: { costSheetHash, confirmed: true },
  idempotencyKey,
});

export async function signedOrder(
  world: LendingWorld,
  as: Borrower,
  wish: Wish = {},
): Promise<string> {
  const orderId = await offeredOrder(world, as, wish);
  const hash = await readCostSheet(world, as, orderId);
  expectStatus(201, await world.call(signOrder, signature(as, orderId, hash)));
  await world.deliver();
  return orderId;
}

export const disburse = (world: LendingWorld, orderId: string, taskToken = `money of ${orderId}`) =>
  world.step(sendDisbursement, { orderId, taskToken });

export interface Told {
  readonly status?: 'succeeded' | 'failed';
  readonly amountFen?: number;
  readonly eventId?: string;
  readonly atMillis?: number;
}

/** The channel's callback about an instruction that was sent. */
export function callBack(
  world: LendingWorld,
  instructionId: string,
  { status = 'succeeded', eventId = `told-${instructionId}`, ...told }: Told = {},
): Promise<Reply> {
  const sent = world.channel.sent.find((one) => one.instructionId === instructionId);
  const final = (status === 'succeeded' ? succeeded : failed)(told.atMillis ?? world.now);
  const amountFen = told.amountFen ?? sent?.amountFen ?? 1;
  return world.call(receiveChannelCallback, {
    params: { channel: 'sandbox' },
    headers: proof,
    body: { eventId, instructionId, amountFen, instruction: final },
  });
}

export interface RunningLoan {
  readonly orderId: string;
  readonly loanId: string;
}

export async function runningLoan(
  world: LendingWorld,
  as: Borrower,
  wish: Wish = {},
): Promise<RunningLoan> {
  const orderId = await signedOrder(world, as, wish);
  await disburse(world, orderId);
  await world.deliver();
  expectStatus(200, await callBack(world, orderId.replace('ord_', 'dis_')));
  await world.deliver();
  await world.step(activateLoan, { orderId });
  await world.deliver();
  return { orderId, loanId: orderId.replace('ord_', 'loan_') };
}

export const repayment = (
  as: Borrower,
  loanId: string,
  amountFen?: number,
  idempotencyKey = newKey(),
) => ({
  as,
  params: { loanId },
  body: {
    bankCardId: as.bankCardId,
    ...(amountFen === undefined ? { kind: 'payoff' } : { kind: 'amount', amountFen }),
  },
  idempotencyKey,
});

/** Orders a repayment (all of it without an amount) and has the bank carry it out. */
export async function repay(
  world: LendingWorld,
  as: Borrower,
  loanId: string,
  amountFen?: number,
  told: Told = {},
): Promise<string> {
  const reply = await world.call(createRepayment, repayment(as, loanId, amountFen));
  const { repaymentId } = expectStatus(202, reply).body;
  await world.deliver();
  expectStatus(200, await callBack(world, repaymentId, told));
  await world.deliver();
  return repaymentId;
}

export function expectStatus(status: number, reply: Reply): Reply {
  if (reply.status !== status)
    throw new Error(`${reply.status} instead of ${status}: ${JSON.stringify(reply.body)}`);
  return reply;
}
