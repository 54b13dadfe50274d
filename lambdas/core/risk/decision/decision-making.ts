/** Decides an application by the policy in force, with what runs in its shadow, as a record. */
import { type Application, decide } from './decision';
import type { DecisionRecord } from './decision-record';
import type { Policies } from './policies';
import type { Policy } from './policy';
import { shadowFindings } from './shadows';

export interface Decided {
  readonly record: DecisionRecord;
  readonly policy: Policy;
}

/** @param clockMicros for the timings alone. */
export async function decideApplication(
  policies: Policies,
  subjectId: string,
  application: Application,
  nowMillis: number,
  clockMicros: () => number,
): Promise<Decided> {
  const policy = await policies.policyFor(application.customerId, nowMillis);
  const beside = await policies.shadows(nowMillis);
  const { decision, timings } = decide(policy, application, clockMicros);
  return {
    record: {
      subjectId,
      customerId: application.customerId,
      decidedAt: new Date(nowMillis).toISOString(),
      application,
      decision,
      shadows: shadowFindings(beside, application, decision.rules),
      timings,
    },
    policy,
  };
}
