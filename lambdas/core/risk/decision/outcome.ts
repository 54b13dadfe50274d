/** Approve, refer or decline: which finding decides, in the order of the stages. */
import { unreachable } from '../../result';
import type { Values } from '../profile/applicant-profile';
import type { DecisionStage } from '../rules/document';
import { numberOf } from './affordability';
import type { Findings, Outcome } from './decision';
import type { Arm } from './policy';

/** What decided, or would have decided next: in this order. */
export const grounds = [
  'ruleDeclines',
  'sourceDeclines',
  'sourceAbsent',
  'valueUnknown',
  'fraudDeclines',
  'belowCutoff',
  'notAffordable',
  'noLimit',
  'noPrice',
  'fraudRefers',
  'amountBeyondLimit',
  'priceBelowRisk',
  'ruleRefers',
] as const;
export type Ground = (typeof grounds)[number];

export interface Verdict {
  readonly outcome: Outcome;
  /** Everything that speaks for this outcome, the first of them decisive; empty: approved. */
  readonly grounds: readonly Ground[];
}

/** What the scores, figures and sources alone would have led to: what a changed rule set meets. */
export const outcomeWithoutRules = (findings: Findings, circumstances: Circumstances): Outcome =>
  outcomeOf({ ...findings, rules: { ...findings.rules, declines: [], refers: [] } }, circumstances)
    .outcome;

export interface Circumstances {
  readonly stage: DecisionStage;
  readonly arm: Arm;
  readonly learning: boolean;
  readonly values: Values;
  /** Whether the product serves the grade, or there is one at all: else the score was too low. */
  readonly graded: boolean;
  /** Whether a source is absent without which an application is declined. */
  readonly sourceDeclines: boolean;
}

/**
 * A rule that declines does so on what is known. Without a source, or with a value that could not
 * be learnt, the scores and what follows from them prove nothing: that refers.
 */
export function outcomeOf(findings: Findings, circumstances: Circumstances): Verdict {
  const all = grounds.filter((ground) => holds(ground, findings, circumstances));
  const unproven = all.includes('sourceAbsent') || all.includes('valueUnknown');
  const present = unproven ? all.filter((ground) => !scored.has(ground)) : all;
  const [first] = present;
  if (first === undefined) return { outcome: 'approve', grounds: [] };
  const outcome = effectOf(first);
  return { outcome, grounds: present.filter((ground) => effectOf(ground) === outcome) };
}

/** Grounds that follow from a score or from figures, which must be known. */
const scored: ReadonlySet<Ground> = new Set([
  'fraudDeclines',
  'belowCutoff',
  'notAffordable',
  'noLimit',
  'noPrice',
  'fraudRefers',
  'amountBeyondLimit',
  'priceBelowRisk',
]);

function effectOf(ground: Ground): 'decline' | 'refer' {
  switch (ground) {
    case 'ruleDeclines':
    case 'sourceDeclines':
    case 'fraudDeclines':
    case 'belowCutoff':
    case 'notAffordable':
    case 'noLimit':
    case 'noPrice':
      return 'decline';
    case 'sourceAbsent':
    case 'valueUnknown':
    case 'fraudRefers':
    case 'amountBeyondLimit':
    case 'priceBelowRisk':
    case 'ruleRefers':
      return 'refer';
    default:
      return unreachable(ground);
  }
}

function holds(ground: Ground, findings: Findings, circumstances: Circumstances): boolean {
  const { rules, fraud, credit, affordability, limit, price } = findings;
  const { stage, arm, learning, values, graded } = circumstances;
  switch (ground) {
    case 'ruleDeclines':
      return rules.declines.length > 0;
    case 'sourceDeclines':
      return circumstances.sourceDeclines;
    case 'sourceAbsent':
      return findings.absentSources.length > 0;
    case 'valueUnknown':
      return fraud.unknown.length > 0 || credit.unknown.length > 0;
    case 'fraudDeclines':
      return fraud.score < arm.fraud.declineBelow;
    case 'belowCutoff':
      return !graded || (credit.score < arm.cutoff && !learning);
    case 'notAffordable':
      return !affordability.affordable;
    case 'noLimit':
      // Without a grade there is none: that is the score's doing, and said of it.
      return graded && limit.limitFen === 0;
    case 'noPrice':
      return price?.aboveCap === true;
    case 'fraudRefers':
      return fraud.score < arm.fraud.referBelow;
    case 'amountBeyondLimit':
      return stage === 'order' && numberOf(values.requestedAmountFen) > limit.parts[limit.bound];
    case 'priceBelowRisk':
      return price?.belowRequired === true;
    case 'ruleRefers':
      return rules.refers.length > 0;
    default:
      return unreachable(ground);
  }
}
