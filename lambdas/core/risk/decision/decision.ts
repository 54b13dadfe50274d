/**
 * One decision: hard rules, fraud score, A-card, affordability, limit, price, reasons. Every stage
 * runs, also after a decline, so that the trace is whole; the same profile and policy always give
 * the same decision.
 */
import {
  type ApplicantProfile,
  absentSources,
  declinesUnanswered,
  valuesOf,
} from '../profile/applicant-profile';
import type { AskedSource } from '../profile/fields';
import type { DecisionStage } from '../rules/document';
import type { RuleEvaluation } from '../rules/evaluation';
import { type Affordability, affordabilityOf } from './affordability';
import { isLearning } from './arms';
import { gradeOf, type LimitDecision, limitOf } from './limit';
import { outcomeOf, outcomeWithoutRules } from './outcome';
import type { GradeRow, Policy, PolicyVersions } from './policy';
import { type Offer, type Price, priceOf } from './price';
import { type DecisionReason, reasonsOf } from './reasons';
import { type CardScore, scoreApplicant } from './scoring';

export type Outcome = 'approve' | 'refer' | 'decline';

/** All that is decided about; with the policy's versions it repeats the decision bit for bit. */
export interface Application {
  readonly stage: DecisionStage;
  readonly customerId: string;
  readonly profile: ApplicantProfile;
  readonly offer: Offer;
}

/** What the stages found. */
export interface Findings {
  readonly rules: RuleEvaluation;
  readonly fraud: CardScore;
  readonly credit: CardScore;
  readonly affordability: Affordability;
  readonly limit: LimitDecision;
  /** Absent below the last grade, or where the product serves it not. */
  readonly price?: Price;
  /** Should have answered and did not: with any of them nothing is approved. */
  readonly absentSources: readonly AskedSource[];
}

export interface Decision extends Findings {
  readonly outcome: Outcome;
  readonly outcomeWithoutRules: Outcome;
  /** Absent below the last grade. */
  readonly grade?: GradeRow['grade'];
  /** 0 when declined. */
  readonly limitFen: number;
  /** Accepted below the cutoff, to learn from. */
  readonly learning: boolean;
  /** At most four, the weightiest first; empty when approved. */
  readonly reasons: readonly DecisionReason[];
  readonly versions: PolicyVersions;
}

/** Microseconds of each stage, by a clock of its caller; no part of what must repeat. */
export type Timings = Readonly<Record<'rules' | 'fraud' | 'credit' | 'terms' | 'total', number>>;

export function decide(
  policy: Policy,
  application: Application,
  clockMicros: () => number = () => 0,
): { readonly decision: Decision; readonly timings: Timings } {
  const { stage, profile, offer, customerId } = application;
  const begun = clockMicros();
  const values = valuesOf(profile);
  const rules = policy.rules.evaluate(values, stage);
  const afterRules = clockMicros();
  const fraud = scoreApplicant(policy.fraudCard, profile, values);
  const afterFraud = clockMicros();
  const credit = scoreApplicant(policy.applicationCard, profile, values, rules.scorePoints);
  const afterCredit = clockMicros();
  const learning = credit.score < policy.arm.cutoff && isLearning(policy.strategy, customerId);
  const { grades } = policy.limits;
  // Who is accepted to learn from is treated as the last grade.
  const row = gradeOf(credit.score, policy.limits) ?? (learning ? grades.at(-1) : undefined);
  const affordability = affordabilityOf(values, policy.limits);
  const limit = limitOf(values, affordability, row, offer, policy.limits);
  const price = row && priceOf(credit.probability, row.grade, offer, policy.pricing);
  const findings: Findings = {
    rules,
    fraud,
    credit,
    affordability,
    limit,
    ...(price && { price }),
    absentSources: absentSources(profile),
  };
  const known = { graded: price !== undefined, sourceDeclines: declinesUnanswered(profile) };
  const circumstances = { stage, arm: policy.arm, learning, values, ...known };
  const verdict = outcomeOf(findings, circumstances);
  const reasons = reasonsOf(findings, verdict);
  const ended = clockMicros();
  return {
    decision: {
      ...findings,
      outcome: verdict.outcome,
      outcomeWithoutRules: outcomeWithoutRules(findings, circumstances),
      ...(row && { grade: row.grade }),
      limitFen: verdict.outcome === 'decline' ? 0 : limit.limitFen,
      learning: learning && verdict.outcome === 'approve',
      reasons,
      versions: policy.versions,
    },
    timings: {
      rules: afterRules - begun,
      fraud: afterFraud - afterRules,
      credit: afterCredit - afterFraud,
      terms: ended - afterCredit,
      total: ended - begun,
    },
  };
}
