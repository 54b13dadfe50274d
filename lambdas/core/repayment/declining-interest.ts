/**
 * Principal and interest of each instalment when interest is charged on what is still owed.
 *
 * Exports: decliningAmounts, bulletInterest, equalPrincipals.
 */
import { divideRounded, fen, splitFen } from '../money';
import { type Amounts, deferInterest, periodInterest, trimmed } from './amounts';
import { levelAmounts } from './level-amounts';
import type { Periods } from './periods';
import type { ScheduleTerms } from './schedule-terms';

/** Undefined when a fixed instalment never covers the interest. */
export function decliningAmounts(
  terms: ScheduleTerms,
  financedFen: number,
  periods: Periods,
  carriedFen: number,
): Amounts | undefined {
  switch (terms.method) {
    case 'equalInstalments':
      return levelAmounts(terms, financedFen, periods, carriedFen);
    case 'equalPrincipal':
      return planned(terms, financedFen, periods, carriedFen, equalPrincipals(terms, financedFen));
    case 'interestFirst': {
      const principals = new Array<number>(terms.instalments).fill(0);
      principals[terms.instalments - 1] = financedFen;
      return planned(terms, financedFen, periods, carriedFen, principals);
    }
    case 'bullet': {
      const interest = bulletInterest(terms, financedFen, periods);
      return { principals: [financedFen], interests: [interest + carriedFen], count: 1 };
    }
  }
}

/** The level principal parts, after any grace, leaving the balloon to the last instalment. */
export function equalPrincipals(terms: ScheduleTerms, financedFen: number): number[] {
  const { instalments, graceInstalments = 0, balloonFen, instalmentFen, rounding } = terms;
  const principals = new Array<number>(instalments).fill(0);
  const paying = instalments - graceInstalments;
  if (instalmentFen !== undefined) {
    let left = financedFen;
    for (let index = graceInstalments; index < instalments; index += 1) {
      const part = index === instalments - 1 ? left : Math.min(left, instalmentFen);
      principals[index] = part;
      left -= part;
    }
    return principals;
  }
  const parts = balloonFen === undefined || paying === 1 ? paying : paying - 1;
  const balloon = parts === paying ? 0 : (balloonFen ?? 0);
  const each = splitFen(fen(financedFen - balloon), parts, {
    remainderTo: rounding.remainderTo ?? 'last',
    mode: rounding.mode,
    multipleFen: rounding.instalmentMultipleFen ?? rounding.amountMultipleFen ?? fen(1),
  });
  principals.splice(graceInstalments, parts, ...each);
  if (parts < paying) {
    principals[instalments - 1] = balloon;
  }
  return principals;
}

/** Simple interest over the whole term, rounded once. */
export function bulletInterest(
  terms: ScheduleTerms,
  financedFen: number,
  periods: Periods,
): number {
  let numerator = 0n;
  let denominator = 1n;
  for (let index = 0; index < terms.instalments; index += 1) {
    const part = BigInt(periods.denominators[index] as number);
    const share = BigInt(periods.numerators[index] as number);
    if (part === denominator) {
      numerator += share;
    } else {
      numerator = numerator * part + share * denominator;
      denominator *= part;
    }
  }
  const multiple = BigInt(terms.rounding.amountMultipleFen ?? 1);
  const product = BigInt(financedFen) * BigInt(terms.annualRatePpm) * numerator;
  const divisor = denominator * 1_000_000n * multiple;
  return Number(divideRounded(product, divisor, terms.rounding.mode) * multiple);
}

/** Interest on a plan of principal parts. */
function planned(
  terms: ScheduleTerms,
  financedFen: number,
  periods: Periods,
  carriedFen: number,
  principals: number[],
): Amounts {
  const interests = new Array<number>(principals.length);
  let balance = financedFen;
  for (let index = 0; index < principals.length; index += 1) {
    interests[index] = periodInterest(terms, balance, periods, index);
    balance -= principals[index] as number;
  }
  interests[0] = (interests[0] as number) + carriedFen;
  deferInterest(terms, interests);
  return trimmed(principals, interests);
}
