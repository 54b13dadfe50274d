/** What an applicant can pay a month beside what they pay already. */
import type { Values } from '../profile/applicant-profile';
import type { LimitMatrix } from './policy';

export interface Affordability {
  /** Free for new instalments a month; negative when the debts are too much already. */
  readonly capacityFen: number;
  /** The largest instalment asked for; 0 for a limit. */
  readonly instalmentFen: number;
  readonly affordable: boolean;
}

const million = 1_000_000;

/**
 * The stricter of two readings: a share of the income for all debts, and something to live on.
 * Of debts elsewhere the higher figure counts: what was declared or what the bureau knows. Without
 * a known income nothing can be paid.
 */
export function affordabilityOf(values: Values, matrix: LimitMatrix): Affordability {
  const incomeFen = numberOf(values.monthlyIncomeFen);
  const elsewhereFen = Math.max(
    numberOf(values.monthlyDebtFen),
    numberOf(values.bureauMonthlyDebtFen),
  );
  const forDebtsFen = Math.min(
    Math.floor((incomeFen * matrix.maximumDebtServicePpm) / million),
    incomeFen - matrix.livingCostFen,
  );
  const capacityFen = forDebtsFen - elsewhereFen - numberOf(values.openInstalmentsFen);
  const instalmentFen = numberOf(values.requestedInstalmentFen);
  const affordable = capacityFen >= instalmentFen && capacityFen > 0;
  return { capacityFen, instalmentFen, affordable };
}

/** The principal that a level instalment repays over so many months at a yearly rate. */
export function principalOf(instalmentFen: number, ratePpm: number, termMonths: number): number {
  const monthly = ratePpm / million / 12;
  // Multiplied out: a power might be rounded otherwise by another engine.
  let discount = 1;
  let factor = 0;
  for (let month = 0; month < termMonths; month += 1) {
    discount /= 1 + monthly;
    factor += discount;
  }
  return Math.floor(instalmentFen * factor);
}

export const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);
