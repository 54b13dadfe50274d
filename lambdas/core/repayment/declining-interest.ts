/**
 * Principal and interest of each instalment when interest is charged on what is still owed.
 *
 * Exports: decliningAmounts, Amounts.
 */
import type { YearFraction } from '../day-count';
import { divideRounded, fen, multiplyDivide, splitFen } from '../money';
import { levelInstalment } from './level-instalment';
import { type Periods, regularFraction } from './periods';
import type { ScheduleTerms } from './schedule-terms';

export interface Amounts {
  readonly principals: number[];
  readonly interests: number[];
  /** Rows in use: a fixed instalment may repay the loan before its term ends. */
  readonly count: number;
}

const million = 1_000_000;

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
    case 'bullet':
      return bulletAmounts(terms, financedFen, periods, carriedFen);
  }
}

/** Interest of one period on a balance, rounded once. */
export function periodInterest(
  terms: ScheduleTerms,
  balanceFen: number,
  periods: Periods,
  index: number,
): number {
  return multiplyDivide(
    balanceFen,
    terms.annualRatePpm * (periods.numerators[index] as number),
    (periods.denominators[index] as number) * million,
    terms.rounding.mode,
  );
}

/** The level principal parts, after any grace, leaving the balloon to the last instalment. */
export function equalPrincipals(terms: ScheduleTerms, financedFen: number): number[] {
  const { instalments, graceInstalments = 0, balloonFen, instalmentFen, rounding } = terms;
  const principals = new Array<number>(instalments).fill(0);
  const options = {
    remainderTo: rounding.remainderTo ?? 'last',
    mode: rounding.mode,
    ...(rounding.instalmentMultipleFen === undefined
      ? {}
      : { multipleFen: rounding.instalmentMultipleFen }),
  };
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
  if (balloonFen !== undefined && paying > 1) {
    const parts = splitFen(fen(financedFen - balloonFen), paying - 1, options);
    principals.splice(graceInstalments, paying - 1, ...parts);
    principals[instalments - 1] = balloonFen;
    return principals;
  }
  principals.splice(graceInstalments, paying, ...splitFen(fen(financedFen), paying, options));
  return principals;
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
    interests[index] =
      periodInterest(terms, balance, periods, index) + (index === 0 ? carriedFen : 0);
    balance -= principals[index] as number;
  }
  deferInterest(terms, interests);
  return trimmed(principals, interests);
}

function bulletAmounts(
  terms: ScheduleTerms,
  financedFen: number,
  periods: Periods,
  carriedFen: number,
): Amounts {
  // Simple interest over the whole term, rounded once.
  let exactNumerator = 0n;
  let denominator = 1n;
  for (let index = 0; index < terms.instalments; index += 1) {
    const part = BigInt(periods.denominators[index] as number);
    const numerator = BigInt(periods.numerators[index] as number);
    if (part === denominator) {
      exactNumerator += numerator;
    } else {
      exactNumerator = exactNumerator * part + numerator * denominator;
      denominator *= part;
    }
  }
  const divisor = denominator * BigInt(million);
  const product = BigInt(financedFen) * BigInt(terms.annualRatePpm) * exactNumerator;
  const interest = Number(divideRounded(product, divisor, terms.rounding.mode));
  return { principals: [financedFen], interests: [interest + carriedFen], count: 1 };
}

/** Interest grace: the interest of the first instalments falls due with the one after them. */
export function deferInterest(terms: ScheduleTerms, interests: number[]): void {
  const grace = terms.interestGraceInstalments ?? 0;
  let deferred = 0;
  for (let index = 0; index < grace; index += 1) {
    deferred += interests[index] as number;
    interests[index] = 0;
  }
  if (grace > 0) {
    interests[grace] = (interests[grace] as number) + deferred;
  }
}

function levelAmounts(
  terms: ScheduleTerms,
  financedFen: number,
  periods: Periods,
  carriedFen: number,
): Amounts | undefined {
  const levelFen = terms.instalmentFen ?? levelOf(terms, financedFen, periods, carriedFen);
  const rows = (firstFen: number) =>
    levelRows(terms, financedFen, periods, carriedFen, levelFen, firstFen);
  let amounts = rows(levelFen);
  if (terms.rounding.remainderTo !== 'first' || terms.balloonFen !== undefined) {
    return amounts;
  }
  // The first instalment takes what the last would be off by; one fen more at the start is more
  // than one at the end, so the guess is refined until the last instalment is level.
  const last = terms.instalments - 1;
  let firstFen = levelFen;
  for (let round = 0; round < 8 && amounts !== undefined && last > 0; round += 1) {
    const lastFen = (amounts.principals[last] as number) + (amounts.interests[last] as number);
    const offFen = (amounts.count === last + 1 ? lastFen : 0) - levelFen;
    if (offFen === 0) {
      break;
    }
    firstFen += offFen;
    amounts = rows(firstFen);
  }
  return amounts;
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
  const exact = terms.levelFrom ?? (terms.dayCount === 'actual/actual' || periods.oddFirst);
  let { numerators, denominators } = periods;
  if (exact !== true && exact !== 'exactFactors') {
    const nominal = nominalFraction(terms);
    if (nominal !== undefined) {
      numerators = numerators.map((numerator) => (numerator === 0 ? 0 : nominal.numerator));
      denominators = new Array<number>(instalments).fill(nominal.denominator);
    }
  }
  return levelInstalment(
    financedFen,
    terms.annualRatePpm,
    { numerators, denominators, from, to },
    {
      residualFen: balloonFen,
      carriedFen: graceInstalments === 0 ? carriedFen : 0,
      multipleFen: rounding.instalmentMultipleFen ?? 1,
      mode: rounding.mode,
    },
  );
}

/** The nominal rate of a period of months or years: a share of the year whatever its days. */
function nominalFraction(terms: ScheduleTerms): YearFraction | undefined {
  const { unit } = terms.frequency;
  return unit === 'months' || unit === 'years'
    ? regularFraction('period', terms.frequency)
    : undefined;
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
  const principals = new Array<number>(instalments);
  const interests = new Array<number>(instalments);
  let balance = financedFen;
  for (let index = 0; index < instalments; index += 1) {
    const interest =
      periodInterest(terms, balance, periods, index) + (index === 0 ? carriedFen : 0);
    let principal = 0;
    if (index === instalments - 1) {
      principal = balance;
    } else if (index >= graceInstalments) {
      const instalment = index === graceInstalments ? firstFen : levelFen;
      if (instalment < interest && terms.instalmentFen !== undefined) {
        return undefined;
      }
      principal = Math.min(balance, Math.max(0, instalment - interest));
    }
    principals[index] = principal;
    interests[index] = interest;
    balance -= principal;
  }
  if (terms.interestGraceInstalments !== undefined) {
    deferInterest(terms, interests);
  }
  return trimmed(principals, interests);
}

/** Drops instalments after the loan is repaid. */
function trimmed(principals: number[], interests: number[]): Amounts {
  let count = principals.length;
  while (count > 1 && principals[count - 1] === 0 && interests[count - 1] === 0) {
    count -= 1;
  }
  return { principals, interests, count };
}
