/** Why: at most four reasons, specific and true to what decided, the weightiest first. */
import { unreachable } from '../../result';
import type { FeatureValue, ModelReason } from '../models/risk-model';
import type { RuleEvaluation } from '../rules/evaluation';
import type { Findings } from './decision';
import { reasonOfFeature } from './feature-reasons';
import type { Ground, Verdict } from './outcome';

export interface DecisionReason {
  /** Has its words in models/risk/reasons.json. */
  readonly code: string;
  /** Of what a model found: the feature, and its value. */
  readonly feature?: string;
  readonly value?: FeatureValue;
  /** What the feature, or the rules with this reason, cost of the score. */
  readonly pointsLost?: number;
}

/** A regulator asks for the principal reasons, and more than four say nothing (Reg B, § 1002.9). */
const mostReasons = 4;

export function reasonsOf(findings: Findings, { grounds }: Verdict): readonly DecisionReason[] {
  const all = grounds.flatMap((ground) => reasonsFor(ground, findings));
  const codes = new Set<string>();
  return all
    .filter(({ code }) => {
      const isNew = !codes.has(code);
      codes.add(code);
      return isNew;
    })
    .slice(0, mostReasons);
}

function reasonsFor(ground: Ground, findings: Findings): readonly DecisionReason[] {
  const { rules, fraud, credit, limit } = findings;
  switch (ground) {
    case 'ruleDeclines':
      return rules.declines.map(only);
    case 'ruleRefers':
      return rules.refers.map(only);
    case 'sourceDeclines':
    case 'sourceAbsent':
      return [only('sourceUnavailable')];
    case 'valueUnknown':
      return [only('factMissing')];
    case 'fraudDeclines':
    case 'fraudRefers':
      return [only('applicationUnusual'), ...fraud.reasons.map(ofModel)];
    case 'belowCutoff':
      return [only('scoreTooLow'), ...costliest(credit.reasons.map(ofModel), ofRules(rules))];
    case 'notAffordable':
      return [only('debtServiceTooHigh')];
    case 'noLimit':
    case 'amountBeyondLimit':
      return [only(limitReasons[limit.bound])];
    case 'noPrice':
      return [only('costCapExceeded')];
    case 'priceBelowRisk':
      return [only('priceBelowRisk')];
    default:
      return unreachable(ground);
  }
}

const limitReasons = {
  productFen: 'amountTooHigh',
  incomeFen: 'incomeModest',
  capacityFen: 'debtServiceTooHigh',
  matrixFen: 'amountTooHigh',
} as const;

const only = (code: string): DecisionReason => ({ code });

const ofModel = ({ feature, value, pointsLost }: ModelReason): DecisionReason => ({
  code: reasonOfFeature(feature),
  feature,
  value,
  pointsLost,
});

/** Rules whose points lowered the score; what others gave for the same reason is set off. */
const ofRules = ({ scoreReasons = [] }: RuleEvaluation): readonly DecisionReason[] =>
  scoreReasons
    .filter(({ points }) => points < 0)
    .map(({ reason, points }) => ({ code: reason, pointsLost: -points }));

/** Both count on one scale; of equals the model's come first, as they always did. */
const costliest = (...reasons: readonly (readonly DecisionReason[])[]) =>
  reasons.flat().sort((one, other) => (other.pointsLost ?? 0) - (one.pointsLost ?? 0));
