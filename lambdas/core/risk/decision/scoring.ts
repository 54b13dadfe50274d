/** What a model says of an applicant, and whether it was told what it needs to know. */

import type { ModelReason } from '../models/risk-model';
import { scoreOfMargin, standardScale } from '../models/score-scale';
import type { ApplicantProfile, ProfileValue, Values } from '../profile/applicant-profile';
import type { FieldName } from '../profile/fields';
import type { ModelInUse } from './policy';

export interface CardScore {
  /** The log odds of going bad, before any points from rules. */
  readonly margin: number;
  /** After them. */
  readonly probability: number;
  /** Whole points: 600 at 20 good to 1 bad, 50 points double the odds. */
  readonly score: number;
  readonly reasons: readonly ModelReason[];
  /** Features whose value could not be learnt: the score proves nothing. */
  readonly unknown: readonly string[];
}

/** @param points from rules, added to the score. */
export function scoreApplicant(
  { model }: ModelInUse,
  profile: ApplicantProfile,
  values: Values,
  points = 0,
): CardScore {
  const scored = model.score(values);
  // Fields are typed and checked when a model is uploaded: this is a fault to be seen.
  if (!scored.ok) throw new Error(scored.error.message);
  const { margin, reasons } = scored.value;
  const adjusted = margin - points / standardScale.factor;
  return {
    margin,
    probability: 1 / (1 + Math.exp(-adjusted)),
    score: Math.round(scoreOfMargin(adjusted, standardScale)),
    reasons,
    unknown: model.featureNames.filter((name) => isUnknown(profile.values[name as FieldName])),
  };
}

/**
 * Missing is not unknown: a bureau that answered "no record" has told something, and the model has
 * a bin for it. A source that did not answer, or an applicant who did not say, leaves it open.
 */
const isUnknown = ({ missing, source }: ProfileValue): boolean => {
  if (missing === undefined || missing === 'notFound') return false;
  return source === 'applicant' || !nothingToAsk.has(missing);
};

/** No card yet, no device known, an address that is nobody's. */
const nothingToAsk: ReadonlySet<string> = new Set(['notGiven', 'notAsked']);
