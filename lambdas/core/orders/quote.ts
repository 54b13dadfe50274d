/**
 * A quote: what a loan will cost, row by row, with the verdict on the legal cap.
 *
 * Exports: Quote, QuoteRow, QuoteError, createQuote, quoteTerms, costPayments,
 * overCapMessage.
 */
import { addDays, type IsoDate } from '../calendar';
import { type Fen, fen, sumFen } from '../money';
import { type RatePpm, ratePpmFromFraction } from '../rate';
import { type Charge, chargesOf, type LoanTerms } from '../repayment/loan-terms';
import { type Schedule, type ScheduleRow, schedule } from '../repayment/schedule';
import type { ScheduleError } from '../repayment/schedule-terms';
import { failure, type Result, success } from '../result';
import { type AllInCost, allInCost, type Payment } from './all-in-cost';
import type { InstitutionKind } from './cap';
import { type CapError, type CapRule, type CapVerdict, judgeCap } from './cap';
import {
  type CreditGrade,
  type Product,
  type ProductChoice,
  type ProductError,
  productTerms,
} from './product';
import type { RateOfReturnError } from './rate-of-return';

export interface QuoteRow extends ScheduleRow {
  /** Fees due with this instalment; `totalFen` counts principal and interest only. */
  readonly feesFen: Fen;
  readonly payableFen: Fen;
}

export interface CostedTerms {
  readonly terms: LoanTerms;
  readonly rows: readonly QuoteRow[];
  readonly charges: readonly Charge[];
  /** Fees payable on the day of payout. */
  readonly upfrontFeesFen: Fen;
  readonly totals: {
    readonly principalFen: Fen;
    readonly interestFen: Fen;
    readonly feesFen: Fen;
    readonly payableFen: Fen;
  };
  /** IRR per month × 12 and XIRR on 365 days, in ppm for showing; the cap is judged exactly. */
  readonly nominalPpm: RatePpm;
  readonly effectivePpm: RatePpm;
  readonly cap: CapVerdict;
}

export interface Quote extends CostedTerms {
  readonly productCode: string;
  readonly productVersion: number;
  readonly grade: CreditGrade;
  readonly termMonths: number;
  readonly offeredOn: IsoDate;
  /** The last day on which the offer can be signed. */
  readonly expiresOn: IsoDate;
}

export type QuoteError = ProductError | ScheduleError | CapError | RateOfReturnError;

/**
 * Prices a choice under a product. Errors: what the product does not offer, no cap rule in force,
 * or `overCap` with the figures.
 */
export function createQuote(
  product: Product,
  choice: ProductChoice,
  capRules: readonly CapRule[],
): Result<Quote, QuoteError> {
  const terms = productTerms(product, choice);
  if (!terms.ok) {
    return terms;
  }
  const costed = quoteTerms(terms.value, product.institutionKind, capRules);
  if (!costed.ok) {
    return costed;
  }
  const { cap } = costed.value;
  if (!cap.within) {
    return failure({ code: 'overCap', message: overCapMessage(cap) });
  }
  return success({
    ...costed.value,
    productCode: product.code,
    productVersion: product.version,
    grade: choice.grade,
    termMonths: choice.termMonths,
    offeredOn: choice.disbursedOn,
    expiresOn: addDays(choice.disbursedOn, product.offerValidDays),
  });
}

/** The figures of a refusal: the cost by the reading that counts, the cap and its rule. */
export function overCapMessage(cap: CapVerdict): string {
  const cost = cap.reading === 'nominal' ? cap.nominal : cap.effective;
  const percent = (fraction: number) => `${(fraction * 100).toFixed(4)} %`;
  return `${cap.reading} ${percent(cost)} exceeds ${percent(cap.capPpm / 1e6)} (${cap.ruleVersion})`;
}

/** Schedule, fees, all-in cost and verdict of any terms, whether within the cap or not. */
export function quoteTerms(
  terms: LoanTerms,
  institutionKind: InstitutionKind,
  capRules: readonly CapRule[],
  on = terms.disbursedOn,
): Result<CostedTerms, QuoteError> {
  const plan = schedule(terms);
  if (!plan.ok) {
    return plan;
  }
  const charges = chargesOf(terms, plan.value);
  const rows = rowsWithFees(plan.value, charges);
  const upfrontFeesFen = upfrontOf(charges);
  const cost = costOf(terms, rows, upfrontFeesFen);
  if (!cost.ok) {
    return cost;
  }
  const cap = judgeCap(capRules, cost.value, institutionKind, on);
  if (!cap.ok) {
    return cap;
  }
  const feesFen = sumFen(charges.map((fee) => fee.amountFen));
  const { principalFen, interestFen, totalFen } = plan.value.totals;
  return success({
    terms,
    rows,
    charges,
    upfrontFeesFen,
    totals: { principalFen, interestFen, feesFen, payableFen: fen(totalFen + feesFen) },
    nominalPpm: ratePpmFromFraction(cost.value.nominal),
    effectivePpm: ratePpmFromFraction(cost.value.effective),
    cap: cap.value,
  });
}

function rowsWithFees(plan: Schedule, charges: readonly Charge[]): QuoteRow[] {
  return plan.rows.map((row) => {
    const due = charges.filter(({ n }) => n === row.n).map((charge) => charge.amountFen);
    const feesFen = sumFen(due);
    return { ...row, feesFen, payableFen: fen(row.totalFen + feesFen) };
  });
}

function costOf(
  terms: LoanTerms,
  rows: readonly QuoteRow[],
  upfrontFeesFen: Fen,
): Result<AllInCost, RateOfReturnError> {
  const { principalFen, disbursedOn, frequency, instalments } = terms;
  const payments = paymentsOf(terms, rows, upfrontFeesFen);
  return allInCost(principalFen, disbursedOn, payments, frequency, instalments);
}

/** What the borrower pays and when, fees included. */
function paymentsOf(terms: LoanTerms, rows: readonly QuoteRow[], upfrontFeesFen: Fen): Payment[] {
  const downPayments = (terms.downPaymentFen ?? 0) > 0 ? 1 : 0;
  const payments: Payment[] = rows.map((row) => ({
    n: terms.method === 'bullet' && row.n > downPayments ? terms.instalments : row.n - downPayments,
    dueOn: row.dueOn,
    amountFen: row.payableFen,
  }));
  if (upfrontFeesFen > 0) {
    payments.unshift({ n: 0, dueOn: terms.disbursedOn, amountFen: upfrontFeesFen });
  }
  return payments;
}

/** The same for terms that are known to make a schedule; none for others. */
export function costPayments(terms: LoanTerms): readonly Payment[] {
  const plan = schedule(terms);
  if (!plan.ok) {
    return [];
  }
  const charges = chargesOf(terms, plan.value);
  return paymentsOf(terms, rowsWithFees(plan.value, charges), upfrontOf(charges));
}

const upfrontOf = (charges: readonly Charge[]): Fen =>
  sumFen(charges.filter(({ n }) => n === 0).map((fee) => fee.amountFen));
