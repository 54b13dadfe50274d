/** How orders, quotes and limits are shown: the contract's answers from what is kept. */
import type * as z from 'zod';
import type { createQuote as createQuoteRoute, getCostSheet, getOrder } from '../contract/orders';
import { type CostSheet, costSheet } from '../core/orders/cost-sheet';
import type { Order } from '../core/orders/order-record';
import type { Quote } from '../core/orders/quote';
import { reasonText } from '../platform/composition/reasons';

const iso = (epochMillis: number): string => new Date(epochMillis).toISOString();

export type OrderView = z.input<(typeof getOrder)['responses'][200]>;

export const orderView = (order: Order): OrderView => ({
  orderId: order.orderId,
  state: order.state,
  productId: order.productId,
  productVersion: order.productVersion,
  amountFen: order.amountFen,
  termMonths: order.termMonths,
  annualRatePpm: order.annualRatePpm,
  createdAt: iso(order.createdAtMillis),
  changedAt: iso(order.history.at(-1)?.atMillis ?? order.createdAtMillis),
  ...(order.offerExpiresAtMillis !== undefined && {
    offerExpiresAt: iso(order.offerExpiresAtMillis),
  }),
  ...(order.loanId !== undefined && { loanId: order.loanId }),
  reasons: order.reasons.map(reasonText),
  history: order.history.map(({ state, atMillis }) => ({ state, at: iso(atMillis) })),
});

type QuoteView = z.input<(typeof createQuoteRoute)['responses'][201]>;

const rowsOf = (quote: Quote): QuoteView['rows'] =>
  quote.rows.map((row) => ({
    n: row.n,
    dueOn: row.dueOn,
    principalFen: row.principalFen,
    interestFen: row.interestFen,
    feeFen: row.feesFen,
    totalFen: row.payableFen,
    balanceFen: row.balanceFen,
  }));

const costOf = (quote: Quote): QuoteView['allInCost'] => ({
  nominalPpm: quote.nominalPpm,
  effectivePpm: quote.effectivePpm,
  capPpm: quote.cap.capPpm,
  reading: quote.cap.reading,
  ruleVersion: quote.cap.ruleVersion,
});

const feesOf = (sheet: CostSheet): QuoteView['fees'] =>
  sheet.document.fees.map(({ code, name, payee, when, totalFen }) => ({
    code,
    name,
    payee,
    charged: when,
    amountFen: totalFen,
  }));

export const quoteView = (quote: Quote, quoteId: string, expiresAtMillis: number): QuoteView => ({
  quoteId,
  expiresAt: iso(expiresAtMillis),
  productId: quote.productCode,
  productVersion: quote.productVersion,
  amountFen: quote.terms.principalFen,
  termMonths: quote.termMonths,
  annualRatePpm: quote.terms.annualRatePpm,
  rows: rowsOf(quote),
  fees: feesOf(costSheet(quote)),
  totalInterestFen: quote.totals.interestFen,
  totalFeesFen: quote.totals.feesFen,
  totalFen: quote.totals.payableFen,
  allInCost: costOf(quote),
});

type CostSheetView = z.input<(typeof getCostSheet)['responses'][200]>;

export function costSheetView(
  orderId: string,
  quote: Quote,
  sheet: CostSheet,
  shownAtMillis: number,
): CostSheetView {
  const { document } = sheet;
  return {
    orderId,
    costSheetHash: sheet.sha256,
    version: document.form,
    readingSeconds: document.readingSeconds,
    shownAt: iso(shownAtMillis),
    principalFen: document.principalFen,
    rows: rowsOf(quote),
    fees: feesOf(sheet),
    totalFen: document.payableFen,
    allInCost: costOf(quote),
    penaltyAnnualRatePpm: document.inDefault.penaltyPpm,
    defaultAnnualCostPpm: document.inDefault.annualisedPpm,
    text: costSheetText(quote, sheet),
  };
}

const yuan = (amountFen: number): string => (amountFen / 100).toFixed(2);
const percent = (ppm: number): string => (ppm / 10_000).toFixed(2);

function costSheetText(quote: Quote, { document }: CostSheet): { en: string; zh: string } {
  const { onTime, inDefault } = document;
  return {
    en:
      `You borrow ${yuan(document.principalFen)} yuan and repay ${yuan(document.payableFen)} ` +
      `yuan in ${quote.rows.length} instalments. Repaid on time this costs ` +
      `${percent(onTime.nominalPpm)} % a year (monthly rate times 12), ` +
      `${percent(onTime.effectivePpm)} % effective. Late principal bears ` +
      `${percent(inDefault.penaltyPpm)} % a year after ${inDefault.graceDays} grace days. ` +
      'Nothing that is not on this sheet may be charged.',
    zh:
      `借款本金 ${yuan(document.principalFen)} 元，分 ${quote.rows.length} 期共还 ` +
      `${yuan(document.payableFen)} 元。按期还款的年化综合融资成本为 ` +
      `${percent(onTime.nominalPpm)}%（月利率×12），实际年利率 ${percent(onTime.effectivePpm)}%。` +
      `逾期本金在 ${inDefault.graceDays} 天宽限期后按年化 ${percent(inDefault.penaltyPpm)}% ` +
      '计收罚息。除本单列明项目外不收取任何费用。',
  };
}
