/** Putting a version in force: proposed by one person, approved by another, or withdrawn. */
import type { Change } from '../../ports/store';
import { failure, type Result, success } from '../../result';
import { type ApprovalRefusal, mayApprove } from '../two-people';
import {
  type Activation,
  type ActivationItem,
  replaceActivation,
  type TimelineBody,
  timelineKey,
  type VersionBody,
} from './version-rows';

export interface ActivationChange {
  readonly next: Activation;
  readonly changes: readonly Change[];
}

/**
 * The author of a version that was never in force may not approve it either; an older version
 * comes back by any two people.
 * @param earlier every activation of the version.
 */
export function approve(
  version: Pick<VersionBody, 'ruleSet' | 'proposedBy'>,
  activation: ActivationItem,
  earlier: readonly Activation[],
  by: string,
  nowMillis: number,
): Result<ActivationChange, ApprovalRefusal> {
  if (activation.body.status !== 'proposed') return failure('change_closed');
  const isNew = earlier.every(({ status }) => status !== 'approved');
  const allowed = mayApprove(activation.body, by, nowMillis, isNew ? [version.proposedBy] : []);
  if (!allowed.ok) return allowed;
  const decidedAt = new Date(nowMillis).toISOString();
  const { effectiveFrom: wanted } = activation.body;
  // Never in the past: what was decided yesterday was decided by another version.
  const effectiveFrom = wanted !== undefined && wanted > decidedAt ? wanted : decidedAt;
  const next: Activation = {
    ...activation.body,
    status: 'approved',
    effectiveFrom,
    decidedBy: by,
    decidedAt,
  };
  const { hash, activationId } = next;
  const body: TimelineBody = { hash, activationId, effectiveFrom };
  const entry: Change = {
    kind: 'insert',
    item: { key: timelineKey(version.ruleSet, next), body },
  };
  return success({ next, changes: [replaceActivation(activation, next), entry] });
}

/**
 * One person is enough to leave things as they are. What is in force is not withdrawn: an older
 * version is activated.
 * @param timelineVersion of the scheduled entry, when the activation was approved.
 */
export function withdraw(
  version: Pick<VersionBody, 'ruleSet'>,
  activation: ActivationItem,
  timelineVersion: number | undefined,
  by: string,
  nowMillis: number,
): Result<ActivationChange, 'change_closed'> {
  const { status, effectiveFrom = '' } = activation.body;
  const decidedAt = new Date(nowMillis).toISOString();
  const isScheduled = status === 'approved' && effectiveFrom > decidedAt;
  if (status !== 'proposed' && !isScheduled) return failure('change_closed');
  const next: Activation = { ...activation.body, status: 'withdrawn', decidedBy: by, decidedAt };
  const removal: Change[] =
    isScheduled && timelineVersion !== undefined
      ? [
          {
            kind: 'remove',
            key: timelineKey(version.ruleSet, activation.body),
            expectedVersion: timelineVersion,
          },
        ]
      : [];
  return success({ next, changes: [replaceActivation(activation, next), ...removal] });
}
