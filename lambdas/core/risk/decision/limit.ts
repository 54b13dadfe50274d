/** The limit: the least of product cap, incomes by grade, debt capacity and the matrix. */
import type { Values } from '../profile/applicant-profile';
import { type Affordability, numberOf, principalOf } from './affordability';
import type { GradeRow, LimitMatrix } from './policy';
import type { Offer } from './price';

export interface LimitParts {
  readonly productFen: number;
  readonly incomeFen: number;
  readonly capacityFen: number;
  readonly matrixFen: number;
}

export interface LimitDecision {
  readonly parts: LimitParts;
  /** The part that decided. */
  readonly bound: keyof LimitParts;
  /** In whole steps; 0 when it would not reach the smallest loan. */
  readonly limitFen: number;
}

/** @param row the grade's; absent below the last grade, where nothing is lent. */
export function limitOf(
  values: Values,
  { capacityFen }: Affordability,
  row: GradeRow | undefined,
  offer: Offer,
  matrix: LimitMatrix,
): LimitDecision {
  const incomeFen = numberOf(values.monthlyIncomeFen);
  const ratePpm = row && offer.ratesPpm[row.grade];
  const parts: LimitParts = {
    productFen: offer.maximumFen,
    incomeFen: incomeFen * (row?.incomes ?? 0),
    capacityFen:
      ratePpm === undefined ? 0 : principalOf(Math.max(0, capacityFen), ratePpm, offer.termMonths),
    matrixFen: row?.capsFen[bandOf(incomeFen, matrix)] ?? 0,
  };
  const bound = (Object.keys(parts) as (keyof LimitParts)[]).reduce((least, name) =>
    parts[name] < parts[least] ? name : least,
  );
  const steps = Math.floor(parts[bound] / matrix.stepFen) * matrix.stepFen;
  return { parts, bound, limitFen: steps < offer.minimumFen ? 0 : steps };
}

function bandOf(incomeFen: number, { incomesBelowFen }: LimitMatrix): number {
  const band = incomesBelowFen.findIndex((below) => incomeFen < below);
  return band < 0 ? incomesBelowFen.length : band;
}

export const gradeOf = (score: number, matrix: LimitMatrix): GradeRow | undefined =>
  matrix.grades.find(({ from }) => score >= from);
