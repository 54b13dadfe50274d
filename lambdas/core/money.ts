/**
 * Money is a whole number of fen: exact integer arithmetic, and every rounding and every
 * remainder is somebody's explicit decision.
 *
 * Exports: Fen, fen, parseFen, addFen, subtractFen, sumFen, minimumFen, RoundingMode,
 * multiplyDivide, roundToMultiple, splitFen, formatYuan.
 */
import { failure, type Result, success } from './result';

declare const fenUnit: unique symbol;

/** An amount of money in fen (1/100 yuan), always a safe integer. */
export type Fen = number & { readonly [fenUnit]: 'fen' };

/** halfUp: a half goes away from zero (Chinese practice); halfEven: to the even neighbour. */
export type RoundingMode = 'halfUp' | 'halfEven';

export interface MoneyError {
  readonly code: 'notWholeFen';
  readonly message: string;
}

/** Brands a number as fen; a fraction or an unsafe integer is a programming error and throws. */
export function fen(value: number): Fen {
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`not a safe whole number of fen: ${value}`);
  }
  // -0 would survive JSON and Object.is differently from 0; money has one zero.
  return (value === 0 ? 0 : value) as Fen;
}

/** Reads fen from outside: the refusing twin of `fen`. */
export function parseFen(value: unknown): Result<Fen, MoneyError> {
  return typeof value === 'number' && Number.isSafeInteger(value)
    ? success(fen(value))
    : failure({ code: 'notWholeFen', message: 'must be a whole number of fen within 2^53' });
}

export const zeroFen = fen(0);

export const addFen = (left: Fen, right: Fen): Fen => fen(left + right);

export const subtractFen = (left: Fen, right: Fen): Fen => fen(left - right);

export const minimumFen = (left: Fen, right: Fen): Fen => (left < right ? left : right);

export function sumFen(amounts: Iterable<Fen>): Fen {
  let total = zeroFen;
  for (const amount of amounts) {
    total = fen(total + amount);
  }
  return total;
}

/**
 * amount × multiplier ÷ divisor, rounded once, exactly. All three are integers, divisor > 0.
 * Products within 2^53 stay in numbers; larger ones go through BigInt. There is no float error:
 * the quotient is corrected by its exact remainder.
 */
export function multiplyDivide(
  amount: number,
  multiplier: number,
  divisor: number,
  mode: RoundingMode,
): number {
  const product = amount * multiplier;
  if (product > Number.MAX_SAFE_INTEGER || product < -Number.MAX_SAFE_INTEGER) {
    return Number(divideRounded(BigInt(amount) * BigInt(multiplier), BigInt(divisor), mode));
  }
  if (product < 0) {
    return -multiplyDivide(-amount, multiplier, divisor, mode);
  }
  let quotient = Math.floor(product / divisor);
  let remainder = product - quotient * divisor;
  if (remainder < 0) {
    quotient -= 1;
    remainder += divisor;
  } else if (remainder >= divisor) {
    quotient += 1;
    remainder -= divisor;
  }
  const twice = remainder * 2;
  if (twice > divisor || (twice === divisor && (mode === 'halfUp' || quotient % 2 === 1))) {
    return quotient + 1;
  }
  return quotient;
}

/** numerator ÷ denominator rounded to a whole number; denominator > 0. */
export function divideRounded(numerator: bigint, denominator: bigint, mode: RoundingMode): bigint {
  if (numerator < 0n) {
    return -divideRounded(-numerator, denominator, mode);
  }
  const quotient = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  const up =
    twice > denominator || (twice === denominator && (mode === 'halfUp' || quotient % 2n === 1n));
  return up ? quotient + 1n : quotient;
}

/** Rounds an amount to the nearest multiple (instalments in whole yuan: multipleFen = 100). */
export function roundToMultiple(amountFen: Fen, multipleFen: Fen, mode: RoundingMode): Fen {
  return fen(multiplyDivide(amountFen, 1, multipleFen, mode) * multipleFen);
}

/**
 * Splits an amount into equal parts, each a multiple of `multipleFen`; the named part absorbs
 * what is left, so the parts always sum to the whole and no part is below zero.
 */
export function splitFen(
  totalFen: Fen,
  parts: number,
  options: {
    readonly remainderTo: 'first' | 'last';
    readonly mode: RoundingMode;
    readonly multipleFen?: Fen;
  },
): Fen[] {
  const multiple = options.multipleFen ?? 1;
  let each = multiplyDivide(totalFen, 1, parts * multiple, options.mode) * multiple;
  if (each * (parts - 1) > totalFen) {
    // Rounding up so often that the absorber would owe a negative part: round down instead.
    each = Math.floor(totalFen / (parts * multiple)) * multiple;
  }
  const split = new Array<Fen>(parts).fill(fen(each));
  split[options.remainderTo === 'first' ? 0 : parts - 1] = fen(totalFen - each * (parts - 1));
  return split;
}

/** Fen as yuan with two decimals and no grouping, exact: 123456 → "1234.56". */
export function formatYuan(amountFen: Fen): string {
  const digits = String(Math.abs(amountFen)).padStart(3, '0');
  return `${amountFen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
