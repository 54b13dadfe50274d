/**
 * Annual rates are whole parts per million: 24 % a year is 240000 ppm.
 *
 * Exports: RatePpm, ratePpm, parseRatePpm, ratePpmFromFraction, formatPercent.
 */
import { failure, type Result, success } from './result';

declare const rateUnit: unique symbol;

/** A rate per year in parts per million, a safe integer, never below zero. */
export type RatePpm = number & { readonly [rateUnit]: 'ppm per year' };

export interface RateError {
  readonly code: 'notWholePpm';
  readonly message: string;
}

/** Brands a number as a rate; a fraction or a negative rate is a programming error and throws. */
export function ratePpm(value: number): RatePpm {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`not a rate in whole ppm: ${value}`);
  }
  return value as RatePpm;
}

/** Reads a rate from outside: the refusing twin of `ratePpm`. */
export function parseRatePpm(value: unknown): Result<RatePpm, RateError> {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    ? success(value as RatePpm)
    : failure({ code: 'notWholePpm', message: 'must be a whole number of ppm, not below 0' });
}

/** A computed rate (0.24) as ppm, to the nearest; for showing, never for deciding a cap. */
export const ratePpmFromFraction = (fraction: number): RatePpm =>
  ratePpm(Math.max(0, Math.round(fraction * 1_000_000)));

/** 240000 → "24%", 182500 → "18.25%": exact, without trailing zeros. */
export function formatPercent(rate: RatePpm): string {
  const whole = Math.floor(rate / 10_000);
  const rest = String(rate % 10_000)
    .padStart(4, '0')
    .replace(/0+$/, '');
  return rest === '' ? `${whole}%` : `${whole}.${rest}%`;
}
