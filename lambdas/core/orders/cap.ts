/**
 * The legal cap on what a loan may cost: dated data per kind of institution, and the verdict with
 * its proof. Over the cap is refused with the figures, never clipped.
 *
 * Exports: InstitutionKind, CapReading, CapRule, CapVerdict, capRuleFor, judgeCap, readCapRules.
 */
import { type IsoDate, parseIsoDate } from '../calendar';
import { parseRatePpm, type RatePpm } from '../rate';
import { failure, type Result, success } from '../result';
import type { AllInCost } from './all-in-cost';
import { netPresentValue } from './rate-of-return';

export type InstitutionKind =
  | 'licensedLender'
  | 'internetLoanAssist'
  | 'consumerFinance'
  | 'microLoan'
  | 'privateLending';

/** Which annual figure the cap is read against: monthly IRR × 12, or XIRR. */
export type CapReading = 'nominal' | 'effective';

export interface CapRule {
  readonly version: string;
  readonly institutionKind: InstitutionKind;
  readonly from: IsoDate;
  /** The first day on which the rule no longer holds. */
  readonly until?: IsoDate;
  readonly capPpm: RatePpm;
  readonly reading: CapReading;
  readonly source: string;
}

/** A verdict carries everything needed to reach it again. */
export interface CapVerdict {
  readonly within: boolean;
  readonly institutionKind: InstitutionKind;
  readonly on: IsoDate;
  readonly capPpm: RatePpm;
  readonly reading: CapReading;
  readonly ruleVersion: string;
  readonly source: string;
  readonly nominal: number;
  readonly effective: number;
  readonly proof: Pick<AllInCost, 'flows' | 'periodic' | 'periodsPerYear'>;
}

export interface CapError {
  readonly code: 'noCapRule' | 'invalidCapRules';
  readonly message: string;
}

/** The rule in force for this kind of institution on this day; without one nothing may be lent. */
export function capRuleFor(
  rules: readonly CapRule[],
  institutionKind: InstitutionKind,
  on: IsoDate,
): Result<CapRule, CapError> {
  const rule = rules.find(
    (candidate) =>
      candidate.institutionKind === institutionKind &&
      candidate.from <= on &&
      (candidate.until === undefined || on < candidate.until),
  );
  return rule === undefined
    ? failure({ code: 'noCapRule', message: `no cap for ${institutionKind} on ${on}` })
    : success(rule);
}

export function judgeCap(
  rules: readonly CapRule[],
  cost: AllInCost,
  institutionKind: InstitutionKind,
  on: IsoDate,
): Result<CapVerdict, CapError> {
  const rule = capRuleFor(rules, institutionKind, on);
  if (!rule.ok) {
    return rule;
  }
  const { version, capPpm, reading, source } = rule.value;
  return success({
    within: isWithin(cost, capPpm, reading),
    institutionKind,
    on,
    capPpm,
    reading,
    ruleVersion: version,
    source,
    nominal: cost.nominal,
    effective: cost.effective,
    proof: { flows: cost.flows, periodic: cost.periodic, periodsPerYear: cost.periodsPerYear },
  });
}

/**
 * A loan costs no more than the cap if, discounted at the cap, its payments are worth no more
 * than what was paid out. That needs no root, and for the nominal reading it is decided in whole
 * numbers: a loan of exactly 24 % is within 24 %.
 */
function isWithin(cost: AllInCost, capPpm: RatePpm, reading: CapReading): boolean {
  if (reading === 'nominal') {
    return nominalValueAtCap(cost, capPpm) <= 0n;
  }
  const paidOut = cost.flows.reduce((sum, flow) => sum + Math.max(0, -flow.amountFen), 0);
  return netPresentValue(cost.flows, capPpm / 1_000_000) <= paidOut * 1e-12;
}

/** Σ aₖ ÷ (1 + cap ÷ periods)^k, scaled to whole numbers: only its sign matters. */
function nominalValueAtCap(cost: AllInCost, capPpm: RatePpm): bigint {
  const unit = BigInt(Math.round(cost.periodsPerYear * 1_000_000));
  const growth = unit + BigInt(capPpm);
  let value = 0n;
  let scale = 1n;
  for (const amount of cost.periodic) {
    value = value * growth + BigInt(amount) * scale;
    scale *= unit;
  }
  return value;
}

const institutionKinds: readonly unknown[] = [
  'licensedLender',
  'internetLoanAssist',
  'consumerFinance',
  'microLoan',
  'privateLending',
] satisfies InstitutionKind[];

/** Reads cap rules from data (models/caps), refusing the first that is not one. */
export function readCapRules(data: unknown): Result<readonly CapRule[], CapError> {
  if (!Array.isArray(data)) {
    return failure({ code: 'invalidCapRules', message: 'cap rules are a list' });
  }
  for (const [index, rule] of data.entries()) {
    const wellFormed =
      typeof rule?.version === 'string' &&
      institutionKinds.includes(rule.institutionKind) &&
      parseIsoDate(rule.from).ok &&
      (rule.until === undefined || parseIsoDate(rule.until).ok) &&
      parseRatePpm(rule.capPpm).ok &&
      (rule.reading === 'nominal' || rule.reading === 'effective') &&
      typeof rule.source === 'string';
    if (!wellFormed) {
      return failure({ code: 'invalidCapRules', message: `cap rule ${index} is not well formed` });
    }
  }
  return success(data as readonly CapRule[]);
}
