/**
 * Equal instalments: the level amount and how each instalment splits into interest and principal.
 *
 * Exports: levelAmounts.
 */
import type { YearFraction } from '../day-count';
import { multiplyDivide } from '../money';
import { type Amounts, deferInterest, periodInterest, trimmed } from './amounts';
import { levelInstalment } from './level-instalment';
import { type Periods, regularFraction } from './periods';
import type { ScheduleTerms } from './schedule-terms';

/** Undefined when a fixed instalment never covers the interest. */
export function levelAmounts(
  terms: ScheduleTerms,
  financedFen: number,
  periods: Periods,
  carriedFen: number,
): Amounts | undefined {
  const rows = (levelFen: number, firstFen: number) =>
    levelRows(terms, financedFen, periods, carriedFen, levelFen, firstFen);
  let levelFen = terms.instalmentFen ?? levelOf(terms, financedFen, periods, carriedFen);
  let amounts = rows(levelFen, levelFen);
  const { rounding, balloonFen, instalments } = terms;
  if (amounts === undefined || balloonFen !== undefined || instalments === 1) {
    return amounts;
  }
  if (rounding.evenOut === true && terms.instalmentFen === undefined) {
    [levelFen, amounts] = evenedOut(terms, levelFen, amounts, (level) => rows(level, level));
  }
  return rounding.remainderTo === 'first' ? absorbedByFirst(levelFen, amounts, rows) : amounts;
}

/** How much the last instalment differs from the level one. */
function lastOff(levelFen: number, { principals, interests, count }: Amounts): number {
  const last = principals.length - 1;
  const lastFen = (principals[last] as number) + (interests[last] as number);
  return (count === last + 1 ? lastFen : 0) - levelFen;
}

/** The first instalment takes what the last would be off by. A fen at the start is worth more
 * than one at the end, so the guess is refined until the last instalment is level. */
function absorbedByFirst(
  levelFen: number,
  unabsorbed: Amounts,
  rows: (levelFen: number, firstFen: number) => Amounts | undefined,
): Amounts | undefined {
  let amounts: Amounts | undefined = unabsorbed;
  let firstFen = levelFen;
  for (let round = 0; round < 8 && amounts !== undefined; round += 1) {
    const offFen = lastOff(levelFen, amounts);
    if (offFen === 0) {
      break;
    }
    firstFen += offFen;
    amounts = rows(levelFen, firstFen);
  }
  return amounts;
}

/** Spreads the last instalment's difference over all of them while that brings it closer; a
 * difference of at most half a fen for each instalment is let be. */
function evenedOut(
  terms: ScheduleTerms,
  levelFen: number,
  amounts: Amounts,
  rows: (levelFen: number) => Amounts | undefined,
): [number, Amounts] {
  const count = terms.instalments - (terms.graceInstalments ?? 0);
  const multiple = terms.rounding.instalmentMultipleFen ?? 1;
  let best: [number, Amounts] = [levelFen, amounts];
  for (;;) {
    const [level, kept] = best;
    const off = lastOff(level, kept);
    if (Math.abs(off) <= Math.floor(count / 2)) {
      return best;
    }
    const moved = level + multiplyDivide(off, 1, count * multiple, terms.rounding.mode) * multiple;
    const next = moved === level ? undefined : rows(moved);
    if (next === undefined || Math.abs(lastOff(moved, next)) >= Math.abs(off)) {
      return best;
    }
    best = [moved, next];
  }
}

/** The level instalment the terms imply. */
function levelOf(
  terms: ScheduleTerms,
  financedFen: number,
  periods: Periods,
  carriedFen: number,
): number {
  const { instalments, graceInstalments = 0, balloonFen = 0, rounding } = terms;
  // With a balloon the last instalment is the balloon: the others pay down to it.
  const to = terms.balloonFen !== undefined && instalments > 1 ? instalments - 1 : instalments;
  const from = Math.min(graceInstalments, to - 1);
  let { numerators, denominators } = periods;
  const same = sameForAll(terms, periods);
  if (same !== undefined) {
    numerators = numerators.map((numerator) => (numerator === 0 ? 0 : same.numerator));
    denominators = new Array<number>(instalments).fill(same.denominator);
  }
  const factors = { numerators, denominators, from, to };
  return levelInstalment(financedFen, terms.annualRatePpm, factors, {
    residualFen: balloonFen,
    carriedFen: graceInstalments === 0 ? carriedFen : 0,
    multipleFen: rounding.instalmentMultipleFen ?? rounding.amountMultipleFen ?? 1,
    mode: rounding.mode,
  });
}

/** The share of a year taken for every period, or undefined where each has its own. */
function sameForAll(terms: ScheduleTerms, periods: Periods): YearFraction | undefined {
  switch (terms.levelFrom ?? usualLevelFrom(terms, periods)) {
    case 'exactFactors':
      return undefined;
    case 'firstPeriod':
      return {
        numerator: periods.numerators[0] as number,
        denominator: periods.denominators[0] as number,
      };
    case 'periodRate': {
      // The nominal rate of months or years: a share of the year whatever their days.
      const { unit } = terms.frequency;
      const nominal = unit === 'months' || unit === 'years';
      return nominal ? regularFraction('period', terms.frequency) : undefined;
    }
  }
}

/** Periods that differ by nature have no nominal rate. Otherwise two practices exist, and each
 * comes with its rounding: Chinese lenders round half up and take the nominal month; the systems
 * that round half to even (Apache Fineract) solve for each period's own days. */
function usualLevelFrom(terms: ScheduleTerms, periods: Periods): 'exactFactors' | 'periodRate' {
  const differ = terms.dayCount === 'actual/actual' || periods.oddFirst;
  return differ || terms.rounding.mode === 'halfEven' ? 'exactFactors' : 'periodRate';
}

function levelRows(
  terms: ScheduleTerms,
  financedFen: number,
  periods: Periods,
  carriedFen: number,
  levelFen: number,
  firstFen: number,
): Amounts | undefined {
  const { instalments, graceInstalments = 0 } = terms;
  const fixed = terms.instalmentFen !== undefined;
  const last = instalments - 1;
  const principals = new Array<number>(instalments);
  const interests = new Array<number>(instalments);
  let balance = financedFen;
  for (let index = 0; index < instalments; index += 1) {
    const interest =
      periodInterest(terms, balance, periods, index) + (index === 0 ? carriedFen : 0);
    let principal = 0;
    if (index === last) {
      principal = balance;
    } else if (index >= graceInstalments) {
      const instalment = index === graceInstalments ? firstFen : levelFen;
      if (fixed && instalment < interest) {
        return undefined;
      }
      principal = Math.min(balance, Math.max(0, instalment - interest));
    }
    principals[index] = principal;
    interests[index] = interest;
    balance -= principal;
  }
  deferInterest(terms, interests);
  return trimmed(principals, interests);
}
