/** Orders: products, limit, quotes, and the way from application to signature. */
import * as z from 'zod';
import { orderStates } from '../core/orders/order';
import { route } from './route';
import {
  allInCost,
  bankCardId,
  bilingual,
  cursor,
  fen,
  instalmentRow,
  instant,
  isoDate,
  orderId,
  page,
  positiveFen,
  quoteId,
  ratePpm,
  sha256,
} from './schemas';

const fee = z.strictObject({
  code: z.string(),
  name: bilingual,
  amountFen: fen,
  charged: z.enum(['upfront', 'perInstalment', 'atEnd']),
  payee: z.string(),
});

const product = z.strictObject({
  productId: z.string(),
  version: z.int(),
  name: bilingual,
  minimumAmountFen: positiveFen,
  maximumAmountFen: positiveFen,
  amountStepFen: positiveFen,
  termsMonths: z.array(z.int()),
  method: z.string(),
  /** Present when one's own grade is known. */
  annualRatesPpm: z.record(z.string(), ratePpm),
});

export const listProducts = route({
  operationId: 'listProducts',
  capability: 'orders',
  method: 'GET',
  path: '/products',
  access: ['borrower'],
  summary: 'The products on offer today',
  responses: { 200: z.strictObject({ products: z.array(product) }) },
});

const creditLimit = z.strictObject({
  status: z.enum(['granted', 'declined', 'referred', 'none']),
  grade: z.string().optional(),
  grantedFen: fen,
  reservedFen: fen,
  usedFen: fen,
  availableFen: fen,
  expiresOn: isoDate.optional(),
  reasons: z.array(z.strictObject({ code: z.string(), text: bilingual })),
});

export const getCreditLimit = route({
  operationId: 'getCreditLimit',
  capability: 'orders',
  method: 'GET',
  path: '/credit-limit',
  access: ['borrower'],
  summary: "One's own credit limit",
  responses: { 200: creditLimit },
});

export const createQuote = route({
  operationId: 'createQuote',
  capability: 'orders',
  method: 'POST',
  path: '/quotes',
  access: ['borrower'],
  summary: 'Schedule, fees and all-in annual cost for an amount and a term',
  body: z.strictObject({
    productId: z.string().min(1).max(40),
    amountFen: positiveFen,
    termMonths: z.int().min(1).max(360),
  }),
  responses: {
    201: z.strictObject({
      quoteId,
      expiresAt: instant,
      productId: z.string(),
      productVersion: z.int(),
      amountFen: positiveFen,
      termMonths: z.int(),
      annualRatePpm: ratePpm,
      rows: z.array(instalmentRow),
      fees: z.array(fee),
      totalInterestFen: fen,
      totalFeesFen: fen,
      totalFen: fen,
      allInCost,
    }),
  },
  problems: [
    'identity_incomplete',
    'limit_not_granted',
    'limit_exceeded',
    'product_unavailable',
    'amount_out_of_range',
    'term_unavailable',
    'cost_cap_exceeded',
  ],
});

const order = z.strictObject({
  orderId,
  state: z.enum(orderStates),
  productId: z.string(),
  productVersion: z.int(),
  amountFen: positiveFen,
  termMonths: z.int(),
  annualRatePpm: ratePpm,
  createdAt: instant,
  changedAt: instant,
  /** Until when the offer can be signed, once approved. */
  offerExpiresAt: instant.optional(),
  loanId: z.string().optional(),
  reasons: z.array(z.strictObject({ code: z.string(), text: bilingual })),
  history: z.array(z.strictObject({ state: z.enum(orderStates), at: instant })),
});

export const submitOrder = route({
  operationId: 'submitOrder',
  capability: 'orders',
  method: 'POST',
  path: '/orders',
  access: ['borrower'],
  idempotent: true,
  summary: 'Apply for the loan of a quote',
  body: z.strictObject({
    quoteId,
    bankCardId,
    purpose: z.enum(['shopping', 'travel', 'education', 'medical', 'home', 'other']),
  }),
  responses: { 201: order },
  problems: [
    'not_found',
    'identity_incomplete',
    'consent_missing',
    'limit_not_granted',
    'limit_exceeded',
    'quote_expired',
    'quote_used',
  ],
});

export const listOrders = route({
  operationId: 'listOrders',
  capability: 'orders',
  method: 'GET',
  path: '/orders',
  access: ['borrower'],
  summary: "One's own orders, newest first",
  query: page,
  responses: { 200: z.strictObject({ orders: z.array(order), next: cursor.optional() }) },
});

const orderParams = z.strictObject({ orderId });

export const getOrder = route({
  operationId: 'getOrder',
  capability: 'orders',
  method: 'GET',
  path: '/orders/{orderId}',
  access: ['borrower'],
  summary: 'One order',
  params: orderParams,
  owned: { orderId: 'order' },
  responses: { 200: order },
  problems: ['not_found'],
});

export const cancelOrder = route({
  operationId: 'cancelOrder',
  capability: 'orders',
  method: 'POST',
  path: '/orders/{orderId}/cancellation',
  access: ['borrower'],
  idempotent: true,
  summary: 'Cancel an order that is not yet signed',
  params: orderParams,
  owned: { orderId: 'order' },
  body: z.strictObject({}),
  responses: { 201: order },
  problems: ['not_found', 'order_state_conflict'],
});

export const getCostSheet = route({
  operationId: 'getCostSheet',
  capability: 'orders',
  method: 'GET',
  path: '/orders/{orderId}/cost-sheet',
  access: ['borrower'],
  summary: 'The cost sheet that must be read and confirmed before signing',
  params: orderParams,
  owned: { orderId: 'order' },
  responses: {
    200: z.strictObject({
      orderId,
      costSheetHash: sha256,
      version: z.string(),
      readingSeconds: z.int(),
      shownAt: instant,
      principalFen: positiveFen,
      rows: z.array(instalmentRow),
      fees: z.array(fee),
      totalFen: fen,
      allInCost,
      /** What a default would cost, annualised. */
      penaltyAnnualRatePpm: ratePpm,
      defaultAnnualCostPpm: ratePpm,
      text: bilingual,
    }),
  },
  problems: ['not_found', 'order_state_conflict', 'offer_expired'],
});

export const signOrder = route({
  operationId: 'signOrder',
  capability: 'orders',
  method: 'POST',
  path: '/orders/{orderId}/signature',
  access: ['borrower'],
  stepUp: true,
  idempotent: true,
  summary: 'Confirm the cost sheet and sign; reserves the limit and starts disbursement',
  params: orderParams,
  owned: { orderId: 'order' },
  body: z.strictObject({ costSheetHash: sha256, confirmed: z.literal(true) }),
  responses: { 201: order },
  problems: [
    'not_found',
    'order_state_conflict',
    'offer_expired',
    'cost_sheet_mismatch',
    'cost_sheet_not_read',
    'limit_exceeded',
    'cost_cap_exceeded',
  ],
});
