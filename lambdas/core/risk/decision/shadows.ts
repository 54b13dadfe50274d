/** Versions that run beside the live ones: what they would have said is kept and compared. */
import { type ApplicantProfile, valuesOf } from '../profile/applicant-profile';
import { compareEvaluations, type EvaluationComparison } from '../rules/comparison';
import type { RuleEvaluation } from '../rules/evaluation';
import type { Application } from './decision';
import type { ShadowModel, Shadows } from './policies';
import { scoreApplicant } from './scoring';

export type ShadowFinding =
  | {
      readonly kind: 'rules';
      readonly hash: string;
      readonly comparison: EvaluationComparison;
    }
  | {
      readonly kind: ShadowModel['kind'];
      readonly hash: string;
      readonly score: number;
      readonly probability: number;
    };

export function shadowFindings(
  { rules, models }: Shadows,
  { stage, profile }: Application,
  live: RuleEvaluation,
): readonly ShadowFinding[] {
  const values = valuesOf(profile);
  return [
    ...rules.map(
      (shadow): ShadowFinding => ({
        kind: 'rules',
        hash: shadow.hash,
        comparison: compareEvaluations(live, shadow.evaluate(values, stage)),
      }),
    ),
    ...models.map((shadow) => modelFinding(shadow, profile, live.scorePoints)),
  ];
}

/** With the points of the live rules where the live card has them, so that both can be compared. */
function modelFinding(
  shadow: ShadowModel,
  profile: ApplicantProfile,
  livePoints: number,
): ShadowFinding {
  const points = shadow.kind === 'applicationCard' ? livePoints : 0;
  const { score, probability } = scoreApplicant(shadow, profile, valuesOf(profile), points);
  return { kind: shadow.kind, hash: shadow.hash, score, probability };
}
