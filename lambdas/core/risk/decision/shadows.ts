/** Versions that run beside the live ones: what they would have said is kept and compared. */
import { type ApplicantProfile, valuesOf } from '../profile/applicant-profile';
import type { RuleEvaluation } from '../rules/evaluation';
import type { CompiledRuleSet } from '../rules/rule-set';
import type { Application } from './decision';
import type { ShadowModel } from './policies';
import { scoreApplicant } from './scoring';

export type ShadowFinding =
  | {
      readonly kind: 'rules';
      readonly hash: string;
      readonly evaluation: RuleEvaluation;
    }
  | {
      readonly kind: ShadowModel['kind'];
      readonly hash: string;
      readonly score: number;
      readonly probability: number;
    };

export function shadowFindings(
  rules: readonly CompiledRuleSet[],
  models: readonly ShadowModel[],
  { stage, profile }: Application,
): readonly ShadowFinding[] {
  const values = valuesOf(profile);
  return [
    ...rules.map(
      (shadow): ShadowFinding => ({
        kind: 'rules',
        hash: shadow.hash,
        evaluation: shadow.evaluate(values, stage),
      }),
    ),
    ...models.map((shadow) => modelFinding(shadow, profile)),
  ];
}

function modelFinding(shadow: ShadowModel, profile: ApplicantProfile): ShadowFinding {
  const { score, probability } = scoreApplicant(shadow, profile, valuesOf(profile));
  return { kind: shadow.kind, hash: shadow.hash, score, probability };
}
