/**
 * The level instalment of a loan, exact to the fen: floating point only where it provably cannot
 * change the rounded answer, big integers where it might.
 *
 * Exports: levelInstalment.
 */
import { divideRounded, type Fen, fen, type RoundingMode } from '../money';

/** Interest factors of the periods the level instalment is paid in, as exact fractions. */
export interface Factors {
  readonly numerators: readonly number[];
  readonly denominators: readonly number[];
  readonly from: number;
  readonly to: number;
}

/**
 * Solves  P·Π(1+f) + C·Π₂(1+f) − B = L·Σ  for L: the instalment that brings the principal P
 * (with C of interest already run up in the first period) down to B after the last period.
 * L is rounded to a multiple.
 */
export function levelInstalment(
  principalFen: number,
  annualRatePpm: number,
  factors: Factors,
  options: {
    readonly residualFen: number;
    readonly carriedFen: number;
    readonly multipleFen: number;
    readonly mode: RoundingMode;
  },
): Fen {
  const { numerators, denominators, from, to } = factors;
  let grown = principalFen;
  let annuity = 0;
  for (let index = from; index < to; index += 1) {
    const growth =
      1 +
      ((annualRatePpm / 1_000_000) * (numerators[index] as number)) /
        (denominators[index] as number);
    grown = grown * growth + (index === from ? options.carriedFen : 0);
    annuity = annuity * growth + 1;
  }
  const multiples = (grown - options.residualFen) / annuity / options.multipleFen;
  // Each step errs by a few units in the last place; near a half the exact way decides.
  const doubt = (Math.abs(multiples) + grown / annuity) * (to - from + 8) * 1e-15 + 1e-12;
  const fraction = multiples - Math.floor(multiples);
  if (Math.abs(fraction - 0.5) > doubt && doubt < 0.25) {
    return fen(Math.round(multiples) * options.multipleFen);
  }
  return exactLevel(principalFen, annualRatePpm, factors, options);
}

function exactLevel(
  principalFen: number,
  annualRatePpm: number,
  { numerators, denominators, from, to }: Factors,
  options: {
    readonly residualFen: number;
    readonly carriedFen: number;
    readonly multipleFen: number;
    readonly mode: RoundingMode;
  },
): Fen {
  let grown = BigInt(principalFen);
  let annuity = 0n;
  let scale = 1n;
  for (let index = from; index < to; index += 1) {
    const unit = BigInt(denominators[index] as number) * 1_000_000n;
    const growth = unit + BigInt(annualRatePpm) * BigInt(numerators[index] as number);
    scale *= unit;
    grown = grown * growth + (index === from ? BigInt(options.carriedFen) * scale : 0n);
    annuity = annuity * growth + scale;
  }
  const numerator = grown - BigInt(options.residualFen) * scale;
  const multiple = BigInt(options.multipleFen);
  return fen(Number(divideRounded(numerator, annuity * multiple, options.mode) * multiple));
}
