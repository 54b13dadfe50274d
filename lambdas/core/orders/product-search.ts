/**
 * Searching a product for anything over the cap. Every grade, term and method is priced over all
 * its amounts, and over the days of four years at the smallest and the largest; where the amounts
 * are too many, a bound proves those in between.
 *
 * Exports: CapSearch, searchOverCap.
 */
import { addDays, type IsoDate } from '../calendar';
import { type Fen, fen } from '../money';
import type { LoanTerms } from '../repayment/loan-terms';
import { failure, type Result, success } from '../result';
import { allInCost } from './all-in-cost';
import { type CapRule, type CapVerdict, judgeCap } from './cap';
import {
  creditGrades,
  type Product,
  type ProductChoice,
  type ProductError,
  productTerms,
} from './product';
import { costPayments, overCapMessage, quoteTerms } from './quote';

export interface CapSearch {
  readonly combinations: number;
  /** searched: every amount was priced; proven: a bound covers the amounts in between. */
  readonly how: 'searched' | 'proven';
  /** The dearest combination found, by the reading of its rule. */
  readonly dearest: { readonly choice: ProductChoice; readonly verdict: CapVerdict };
}

/** Amounts per grade, term and method that are priced one by one. */
const searchedAmounts = 1_000;

const daysOfFourYears = 1_461;

/**
 * Searches what a product offers for anything over the cap on a day. Refuses with the first
 * combination found, by its figures.
 */
export function searchOverCap(
  product: Product,
  capRules: readonly CapRule[],
  on: IsoDate,
): Result<CapSearch, ProductError> {
  let combinations = 0;
  let dearest: CapSearch['dearest'] | undefined;
  let how: CapSearch['how'] = 'searched';
  for (const cell of cellsOf(product, on)) {
    const { amounts, complete } = amountsOf(product);
    const choices = [
      ...amounts.map((amountFen) => ({ ...cell, amountFen })),
      ...daysOf(product, cell, on),
    ];
    for (const choice of choices) {
      const verdict = priced(product, choice, capRules, on);
      if (!verdict.ok) {
        return verdict;
      }
      combinations += 1;
      if (dearest === undefined || costOf(verdict.value) > costOf(dearest.verdict)) {
        dearest = { choice, verdict: verdict.value };
      }
    }
    if (!complete) {
      how = 'proven';
      const bound = provenBound(
        product,
        { ...cell, amountFen: product.amount.minimumFen },
        capRules,
        on,
      );
      if (!bound.ok) {
        return bound;
      }
    }
  }
  return dearest === undefined
    ? failure({ code: 'invalidProduct', message: 'the product offers nothing' })
    : success({ combinations, how, dearest });
}

type Cell = Omit<ProductChoice, 'amountFen'>;

/** Every grade × term × method that has a rate. */
function cellsOf(product: Product, on: IsoDate): Cell[] {
  return creditGrades.flatMap((grade) =>
    product.termMonths
      .filter((termMonths) => product.rateGrid[grade]?.[String(termMonths)] !== undefined)
      .flatMap((termMonths) =>
        product.methods.map((method) => ({ grade, termMonths, method, disbursedOn: on })),
      ),
  );
}

/** All amounts if they are few enough, else the corners and an even sample between them. */
function amountsOf({ amount }: Product): { amounts: Fen[]; complete: boolean } {
  const { minimumFen, maximumFen, stepFen } = amount;
  const count = Math.floor((maximumFen - minimumFen) / stepFen) + 1;
  const stride = Math.ceil(count / searchedAmounts);
  const amounts: Fen[] = [];
  for (let index = 0; index < count; index += stride) {
    amounts.push(fen(minimumFen + index * stepFen));
  }
  return { amounts: [...amounts, fen(minimumFen + (count - 1) * stepFen)], complete: stride === 1 };
}

/** Where days count, the smallest and largest amount paid out on every day of four years. */
function daysOf(product: Product, cell: Cell, on: IsoDate): ProductChoice[] {
  const { minimumFen, maximumFen, stepFen } = product.amount;
  const largestFen = fen(maximumFen - ((maximumFen - minimumFen) % stepFen));
  const everyDay = product.dayCount === 'period' || product.dayCount === '30/360' ? 12 : 1;
  const choices: ProductChoice[] = [];
  for (let day = 0; day < daysOfFourYears; day += everyDay) {
    for (const amountFen of [minimumFen, largestFen]) {
      choices.push({ ...cell, amountFen, disbursedOn: addDays(on, day) });
    }
  }
  return choices;
}

const costOf = ({ reading, nominal, effective }: CapVerdict): number =>
  reading === 'nominal' ? nominal : effective;

/** Terms of a choice on any day: a version may be searched beyond the days it is on sale. */
function termsOf(product: Product, choice: ProductChoice): Result<LoanTerms, ProductError> {
  const { effectiveUntil: _, ...ever } = product;
  return productTerms({ ...ever, effectiveFrom: choice.disbursedOn }, choice);
}

function priced(
  product: Product,
  choice: ProductChoice,
  capRules: readonly CapRule[],
  on: IsoDate,
): Result<CapVerdict, ProductError> {
  const terms = termsOf(product, choice);
  if (!terms.ok) {
    return terms;
  }
  const costed = quoteTerms(terms.value, product.institutionKind, capRules, on);
  if (!costed.ok) {
    return failure({ code: 'invalidProduct', message: costed.error.message });
  }
  const { cap } = costed.value;
  return cap.within
    ? success(cap)
    : failure({ code: 'overCap', message: `${described(choice)}: ${overCapMessage(cap)}` });
}

const described = ({ grade, termMonths, method, amountFen, disbursedOn }: ProductChoice): string =>
  `grade ${grade}, ${amountFen} fen over ${termMonths} months, ${method}, from ${disbursedOn}`;

/** Rounding moves a payment by less than this: half a fen each of interest, level amount and
 * fees, and as much again at the amount compared with. */
const roundingFen = 4;

/**
 * Without rounding, payments are the amount times something plus fixed fees, so the cost falls as
 * the amount grows. Every real payment is within some fen of that, and so the smallest amount with
 * those fen on top of every payment costs more than any larger amount can.
 */
function provenBound(
  product: Product,
  choice: ProductChoice,
  capRules: readonly CapRule[],
  on: IsoDate,
): Result<CapVerdict, ProductError> {
  const terms = termsOf(product, choice);
  if (!terms.ok) {
    return terms;
  }
  const payments = costPayments(terms.value);
  const { principalFen, disbursedOn, frequency, instalments } = terms.value;
  const dearer = payments.map((each) => ({ ...each, amountFen: each.amountFen + roundingFen }));
  const cost = allInCost(principalFen, disbursedOn, dearer, frequency, instalments);
  const verdict = cost.ok ? judgeCap(capRules, cost.value, product.institutionKind, on) : cost;
  if (!verdict.ok) {
    return failure({ code: 'invalidProduct', message: verdict.error.message });
  }
  return verdict.value.within
    ? success(verdict.value)
    : failure({
        code: 'overCap',
        message: `${described(choice)}, rounding included: ${overCapMessage(verdict.value)}`,
      });
}
