/** One line in, one line out: features to score, as JSON. */
import { isRecord, parseJson } from '../../lambdas/core/risk/models/document';
import { type ReasonText, reasonText } from '../../lambdas/core/risk/models/reason-text';
import type {
  Features,
  ModelReason,
  ModelScore,
  RiskModel,
} from '../../lambdas/core/risk/models/risk-model';

export type ScoreAnswer =
  | (Omit<ModelScore, 'reasons'> & {
      readonly reasons: readonly (ModelReason & { readonly text: ReasonText })[];
    })
  | { readonly error: { readonly code: string; readonly message: string } };

/** Answers `{ "features": { … } }`; whatever else the line is, the answer says what is wrong. */
export function scoreLine(model: RiskModel, line: string): ScoreAnswer {
  const features = featuresOf(line);
  if (typeof features === 'string') return refusal('lineInvalid', features);
  const scored = model.score(features);
  if (!scored.ok) return refusal(scored.error.code, scored.error.message);
  const reasons = scored.value.reasons.map((reason) => ({ ...reason, text: reasonText(reason) }));
  return { ...scored.value, reasons };
}

/** The features of a line, or what is wrong with it. */
function featuresOf(line: string): Features | string {
  let parsed: unknown;
  try {
    parsed = parseJson(line);
  } catch {
    return 'the line is not JSON';
  }
  if (!isRecord(parsed) || !isRecord(parsed.features)) {
    return 'the line is not { "features": { … } }';
  }
  const wrong = Object.entries(parsed.features).find(
    ([, value]) => typeof value === 'object' && value,
  );
  if (wrong) return `${wrong[0]} is neither a number, a text, a truth value nor null`;
  return parsed.features as Features;
}

const refusal = (code: string, message: string): ScoreAnswer => ({ error: { code, message } });
