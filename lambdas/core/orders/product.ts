/**
 * A lending product: versioned, effective-dated terms as data. A contract keeps the version it
 * was signed with.
 *
 * Exports: Product, CreditGrade, creditGrades, ProductError, rateFor, productTerms.
 */
import type { BusinessDays } from '../business-days';
import type { IsoDate } from '../calendar';
import type { DayCount } from '../day-count';
import type { Fen } from '../money';
import type { RatePpm } from '../rate';
import type {
  AllocationTerms,
  FeeTerm,
  LoanTerms,
  PenaltyTerms,
  PrepaymentTerms,
} from '../repayment/loan-terms';
import type { Method, Rounding } from '../repayment/schedule-terms';
import { failure, type Result, success } from '../result';
import type { InstitutionKind } from './cap';

/** Credit grades from best to worst; a product need not serve all of them. */
export type CreditGrade = 'A' | 'B' | 'C' | 'D' | 'E';

export const creditGrades: readonly CreditGrade[] = ['A', 'B', 'C', 'D', 'E'];

export interface Approval {
  readonly by: string;
  readonly on: IsoDate;
}

export interface Product {
  readonly code: string;
  readonly version: number;
  readonly name: { readonly zh: string; readonly en: string };
  readonly institutionKind: InstitutionKind;
  readonly effectiveFrom: IsoDate;
  /** The first day on which no new offer is made under this version. */
  readonly effectiveUntil?: IsoDate;
  readonly amount: {
    readonly minimumFen: Fen;
    readonly maximumFen: Fen;
    readonly stepFen: Fen;
  };
  readonly age: { readonly minimumYears: number; readonly maximumYears: number };
  readonly termMonths: readonly number[];
  readonly methods: readonly Method[];
  /** Annual rate by grade and term in months; a missing cell is not offered. */
  readonly rateGrid: Readonly<Partial<Record<CreditGrade, Readonly<Record<string, RatePpm>>>>>;
  readonly dayCount: DayCount;
  readonly rounding: Rounding;
  readonly fees: readonly FeeTerm[];
  readonly penalty: PenaltyTerms;
  readonly prepayment: PrepaymentTerms;
  readonly allocation: AllocationTerms;
  readonly businessDays?: BusinessDays;
  /** An offer not signed within so many days has expired. */
  readonly offerValidDays: number;
  readonly approvals: readonly Approval[];
}

export interface ProductError {
  readonly code:
    | 'invalidProduct'
    | 'productNotOnSale'
    | 'amountNotOffered'
    | 'termNotOffered'
    | 'gradeNotOffered'
    | 'methodNotOffered'
    | 'needsTwoApprovals'
    | 'overCap';
  readonly message: string;
}

/** What a borrower asks for under a product. */
export interface ProductChoice {
  readonly grade: CreditGrade;
  readonly amountFen: Fen;
  readonly termMonths: number;
  /** Default: the product's first method. */
  readonly method?: Method;
  readonly disbursedOn: IsoDate;
}

export function rateFor(
  product: Product,
  grade: CreditGrade,
  termMonths: number,
): Result<RatePpm, ProductError> {
  const rate = product.rateGrid[grade]?.[String(termMonths)];
  return rate === undefined
    ? failure({
        code: 'gradeNotOffered',
        message: `${product.code} has no rate for grade ${grade} over ${termMonths} months`,
      })
    : success(rate);
}

/** The contract this choice leads to; refuses what the product does not offer. */
export function productTerms(
  product: Product,
  choice: ProductChoice,
): Result<LoanTerms, ProductError> {
  const { grade, amountFen, termMonths, disbursedOn } = choice;
  const { minimumFen, maximumFen, stepFen } = product.amount;
  const method = choice.method ?? product.methods[0];
  if (
    disbursedOn < product.effectiveFrom ||
    (product.effectiveUntil !== undefined && disbursedOn >= product.effectiveUntil)
  ) {
    return refuse('productNotOnSale', `${product.code} v${product.version} is not on sale`);
  }
  if (amountFen < minimumFen || amountFen > maximumFen || amountFen % stepFen !== 0) {
    return refuse('amountNotOffered', `from ${minimumFen} to ${maximumFen} in steps of ${stepFen}`);
  }
  if (!product.termMonths.includes(termMonths)) {
    return refuse('termNotOffered', `terms in months: ${product.termMonths.join(', ')}`);
  }
  if (method === undefined || !product.methods.includes(method)) {
    return refuse('methodNotOffered', `methods: ${product.methods.join(', ')}`);
  }
  const rate = rateFor(product, grade, termMonths);
  if (!rate.ok) {
    return rate;
  }
  return success({
    principalFen: amountFen,
    annualRatePpm: rate.value,
    method,
    instalments: termMonths,
    frequency: { unit: 'months', every: 1 },
    disbursedOn,
    dayCount: product.dayCount,
    rounding: product.rounding,
    fees: product.fees,
    penalty: product.penalty,
    prepayment: product.prepayment,
    allocation: product.allocation,
    ...(product.businessDays === undefined ? {} : { businessDays: product.businessDays }),
  });
}

const refuse = (code: ProductError['code'], message: string) => failure({ code, message });
