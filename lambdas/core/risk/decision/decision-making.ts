/** Decides an application by the policy in force, with what runs in its shadow, as a record. */
import type { ListHit } from '../lists/listing-rows';
import { type Application, decide } from './decision';
import type { DecisionRecord } from './decision-record';
import type { Policies } from './policies';
import type { Policy } from './policy';
import { shadowFindings } from './shadows';

export interface Decided {
  readonly record: DecisionRecord;
  readonly policy: Policy;
}

export interface Asked {
  /** The order, or the id of an application for a limit. */
  readonly subjectId: string;
  readonly application: Application;
  readonly listHits: readonly ListHit[];
}

export interface DecisionServices {
  readonly policies: Policies;
  /** Microseconds, for the timings alone. */
  readonly stopwatch: () => number;
}

export async function decideApplication(
  { policies, stopwatch }: DecisionServices,
  { subjectId, application, listHits }: Asked,
  nowMillis: number,
): Promise<Decided> {
  const policy = await policies.policyFor(application.customerId, nowMillis);
  const beside = await policies.shadows(nowMillis);
  const { decision, timings } = decide(policy, application, stopwatch);
  return {
    record: {
      subjectId,
      customerId: application.customerId,
      decidedAt: new Date(nowMillis).toISOString(),
      application,
      listHits,
      decision,
      shadows: shadowFindings(beside, application, decision.rules),
      timings,
    },
    policy,
  };
}
