/** How a decision is shown to staff: everything in it, with words for its codes. */
import type * as z from 'zod';
import type { getDecision, listDecisions } from '../contract/decisions';
import type { DecisionRecord } from '../core/risk/decision/decision-record';
import type { CardScore } from '../core/risk/decision/scoring';
import type { ShadowFinding } from '../core/risk/decision/shadows';
import { fieldNames, profileCatalogue } from '../core/risk/profile/fields';
import { reasonText } from '../platform/composition/reasons';

type View = z.input<(typeof getDecision)['responses'][200]>;
type Summary = z.input<(typeof listDecisions)['responses'][200]>['decisions'][number];

export const decisionSummary = (record: DecisionRecord): Summary => ({
  subjectId: record.subjectId,
  customerId: record.customerId,
  stage: record.application.stage,
  decidedAt: record.decidedAt,
  outcome: record.decision.outcome,
  ...(record.decision.grade && { grade: record.decision.grade }),
  score: record.decision.credit.score,
  limitFen: record.decision.limitFen,
  reasons: record.decision.reasons.map((reason) => ({ ...reason, ...reasonText(reason.code) })),
});

export function decisionView(record: DecisionRecord): View {
  const { decision, application } = record;
  const { limit, rules } = decision;
  return {
    ...decisionSummary(record),
    outcomeWithoutRules: decision.outcomeWithoutRules,
    learning: decision.learning,
    profile: profileView(record),
    sources: Object.entries(application.profile.sources).map(
      ([source, { outcome, version, millis }]) => ({ source, outcome, version, millis }),
    ),
    rules: {
      declines: [...rules.declines],
      refers: [...rules.refers],
      scorePoints: rules.scorePoints,
      ...(rules.scoreReasons && { scoreReasons: [...rules.scoreReasons] }),
      tags: [...rules.tags],
      trace: rules.trace.map(({ conditions, rows, ...trace }) => ({
        ...trace,
        conditions: [...conditions],
        ...(rows && { rows: [...rows] }),
      })),
    },
    fraud: scoreView(decision.fraud),
    credit: scoreView(decision.credit),
    affordability: decision.affordability,
    limit: { ...limit, parts: { ...limit.parts } },
    ...(decision.price && {
      price: { ...decision.price, parts: { ...decision.price.parts } },
    }),
    versions: { ...decision.versions, documents: { ...decision.versions.documents } },
    shadows: record.shadows.map(shadowView),
    timings: { ...record.timings },
  };
}

const profileView = ({ application: { profile } }: DecisionRecord): View['profile'] =>
  fieldNames
    // A field that came to the catalogue later was unknown when this was decided.
    .filter((field) => profile.values[field])
    .map((field) => ({ field, means: profileCatalogue[field].means, ...profile.values[field] }));

const scoreView = (score: CardScore): View['credit'] => ({
  score: score.score,
  probability: score.probability,
  margin: score.margin,
  unknown: [...score.unknown],
  reasons: [...score.reasons],
});

function shadowView(finding: ShadowFinding): View['shadows'][number] {
  if (finding.kind !== 'rules') return { ...finding };
  const { kind, hash, comparison } = finding;
  const { shadow: verdict, differences } = comparison;
  return { kind, hash, verdict, differences: differences.map((difference) => ({ ...difference })) };
}
