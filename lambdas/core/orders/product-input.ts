/**
 * Reads a product from data (models/products), refusing the first thing wrong with it by name.
 *
 * Exports: readProduct.
 */
import { parseIsoDate } from '../calendar';
import { checkLoanTerms } from '../repayment/loan-terms';
import { failure, type Result, success } from '../result';
import { creditGrades, type Product, type ProductError, productTerms } from './product';

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields =>
  value !== null && typeof value === 'object' ? (value as Fields) : {};

const isCount = (value: unknown, minimum = 0): boolean =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= minimum;

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

const isNamed = (value: unknown): boolean => {
  const { zh, en } = fieldsOf(value);
  return isText(zh) && isText(en);
};

const isListOf = (value: unknown, one: (part: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(one);

export function readProduct(data: unknown): Result<Product, ProductError> {
  const fields = fieldsOf(data);
  const wrong = [...identityChecks(fields), ...offerChecks(fields), ...termsChecks(fields)].find(
    ([right]) => !right,
  );
  if (wrong !== undefined) {
    return failure({ code: 'invalidProduct', message: wrong[1] });
  }
  const product = data as Product;
  const contract = sampleContract(product);
  return contract === undefined
    ? success(product)
    : failure({ code: 'invalidProduct', message: contract });
}

type Check = readonly [right: boolean, message: string];

function identityChecks(fields: Fields): Check[] {
  const until = fields.effectiveUntil;
  return [
    [isText(fields.code), 'code is a text'],
    [isCount(fields.version, 1), 'version counts from 1'],
    [isNamed(fields.name), 'name has zh and en'],
    [isText(fields.institutionKind), 'institutionKind is a text'],
    [parseIsoDate(fields.effectiveFrom).ok, 'effectiveFrom is a day'],
    [until === undefined || parseIsoDate(until).ok, 'effectiveUntil is a day'],
    [
      isListOf(fields.approvals, (part) => {
        const { by, on } = fieldsOf(part);
        return isText(by) && parseIsoDate(on).ok;
      }),
      'approvals are a list of { by, on }',
    ],
  ];
}

function offerChecks(fields: Fields): Check[] {
  const { minimumFen, maximumFen, stepFen } = fieldsOf(fields.amount);
  const { minimumYears, maximumYears } = fieldsOf(fields.age);
  const grid = fieldsOf(fields.rateGrid);
  const ratesOfGrade = (rates: unknown) =>
    Object.entries(fieldsOf(rates)).every(
      ([term, rate]) => (fields.termMonths as unknown[]).includes(Number(term)) && isCount(rate),
    );
  return [
    [isCount(minimumFen, 1) && isCount(maximumFen, minimumFen as number), 'amount is a range'],
    [isCount(stepFen, 1), 'amount.stepFen is at least 1'],
    [
      isCount(minimumYears, 18) && isCount(maximumYears, minimumYears as number),
      'age is a range from 18 on',
    ],
    [isListOf(fields.termMonths, (term) => isCount(term, 1)), 'termMonths are whole months'],
    [isListOf(fields.methods, isText) && (fields.methods as []).length > 0, 'methods are listed'],
    [
      Object.keys(grid).every((grade) => (creditGrades as readonly string[]).includes(grade)),
      'rateGrid is by grade',
    ],
    [
      Object.keys(grid).length > 0 && Object.values(grid).every(ratesOfGrade),
      'rateGrid has ppm by term',
    ],
    [isCount(fields.offerValidDays), 'offerValidDays is a number of days'],
  ];
}

function termsChecks(fields: Fields): Check[] {
  const penalty = fieldsOf(fields.penalty);
  const prepayment = fieldsOf(fields.prepayment);
  const isFee = (part: unknown): boolean => {
    const fee = fieldsOf(part);
    return (
      isText(fee.code) &&
      isNamed(fee.name) &&
      isText(fee.payee) &&
      ['upfront', 'perInstalment', 'atEnd'].includes(fee.when as string) &&
      (fee.amountFen === undefined || isCount(fee.amountFen)) &&
      (fee.sharePpm === undefined || isCount(fee.sharePpm))
    );
  };
  return [
    [isListOf(fields.fees, isFee), 'fees name code, name, payee, when and an amount'],
    [isCount(penalty.annualRatePpm) && isCount(penalty.graceDays), 'penalty has rate and grace'],
    [
      ['principal', 'principalAndInterest'].includes(penalty.base as string),
      'penalty.base is known',
    ],
    [
      penalty.daysPerYear === 360 || penalty.daysPerYear === 365,
      'penalty.daysPerYear is 360 or 365',
    ],
    [
      isCount(prepayment.minimumFen) && isCount(prepayment.feePpm),
      'prepayment has minimum and fee',
    ],
    [isListOf(prepayment.effects, isText), 'prepayment.effects are listed'],
    [Array.isArray(fieldsOf(fields.allocation).order), 'allocation has an order'],
  ];
}

/** The contract every cell of the grid leads to must be one a loan can live by. */
function sampleContract(product: Product): string | undefined {
  for (const grade of creditGrades) {
    for (const term of Object.keys(product.rateGrid[grade] ?? {})) {
      const terms = productTerms(product, {
        grade,
        amountFen: product.amount.minimumFen,
        termMonths: Number(term),
        disbursedOn: product.effectiveFrom,
      });
      const checked = terms.ok ? checkLoanTerms(terms.value) : terms;
      if (!checked.ok) {
        return checked.error.message;
      }
    }
  }
  return undefined;
}
