/** A reason in words: the feature, what was found, and what it cost. */
import type { ModelReason } from './risk-model';

export interface ReasonText {
  readonly zh: string;
  readonly en: string;
}

/** Names of features by their code, where the model's owner gave any. */
export type FeatureNames = Readonly<Record<string, ReasonText | undefined>>;

/** Points are rounded to whole ones, at least 1: less is not worth telling apart. */
export function reasonText(reason: ModelReason, names: FeatureNames = {}): ReasonText {
  const known = Object.hasOwn(names, reason.feature) ? names[reason.feature] : undefined;
  const name = known ?? { zh: reason.feature, en: reason.feature };
  const points = Math.max(1, Math.round(reason.pointsLost));
  const lost = { zh: `扣${points}分`, en: `${points} ${points === 1 ? 'point' : 'points'} lost` };
  if (reason.value === null) {
    return { zh: `${name.zh}：无信息，${lost.zh}`, en: `${name.en}: not known, ${lost.en}` };
  }
  const value = String(reason.value);
  return { zh: `${name.zh}：${value}，${lost.zh}`, en: `${name.en}: ${value}, ${lost.en}` };
}
