/**
 * Rows of rule set versions: immutable documents by their hash, the changes that put them in
 * force, the timeline of what is in force when, and the shadows that run beside it.
 */
import type { Change, Item, Key, Query } from '../../ports/store';
import type { Proposed } from '../two-people';
import type { RuleSetName } from './document';

const row = (partition: string, sort: string): Key => ({ table: 'risk', partition, sort });

export const versionPartition = (hash: string): string => `RULESET#${hash}`;
export const versionsPartition = (ruleSet: RuleSetName): string => `RULESETS#${ruleSet}`;
const timelinePartition = (ruleSet: RuleSetName): string => `RULES#${ruleSet}`;

export const versionKey = (hash: string): Key => row(versionPartition(hash), 'VERSION');

export type VersionBody = Proposed & {
  readonly hash: string;
  readonly ruleSet: RuleSetName;
  /** Canonical JSON: the text that was hashed. */
  readonly document: string;
};

/** Written once: there is no change that replaces a version. */
export const insertVersion = (version: VersionBody): Change => ({
  kind: 'insert',
  item: {
    key: versionKey(version.hash),
    body: { ...version },
    indexes: {
      index1: {
        partition: versionsPartition(version.ruleSet),
        sort: `${version.proposedAt}#${version.hash}`,
      },
    },
  },
});

/** A change of what is in force: to a new version, or back to an older one. */
export type Activation = Proposed & {
  readonly activationId: string;
  readonly hash: string;
  readonly status: 'proposed' | 'approved' | 'withdrawn';
  readonly why: string;
  /** ISO 8601. Proposed: not before it. Approved: from it on. Absent: as soon as approved. */
  readonly effectiveFrom?: string;
  readonly decidedBy?: string;
  readonly decidedAt?: string;
};

export type ActivationItem = Item<Activation>;

const activationPrefix = 'ACTIVATION#';

export const activationKey = (hash: string, activationId: string): Key =>
  row(versionPartition(hash), `${activationPrefix}${activationId}`);

export const insertActivation = (activation: Activation): Change => ({
  kind: 'insert',
  item: {
    key: activationKey(activation.hash, activation.activationId),
    body: { ...activation },
  },
});

export const replaceActivation = (read: ActivationItem, next: Activation): Change => ({
  kind: 'replace',
  item: { key: read.key, body: { ...next } },
  expectedVersion: read.version,
});

export const activationsOf = (hash: string): Query => ({
  table: 'risk',
  partition: versionPartition(hash),
  sort: { beginsWith: activationPrefix },
  limit: 1000,
});

/** From its instant on the version is in force, until a later entry's instant. */
export type TimelineBody = {
  readonly hash: string;
  readonly activationId: string;
  readonly effectiveFrom: string;
};

const livePrefix = 'LIVE#';

/** Of two for one instant the one approved later holds. */
export const timelineKey = (
  ruleSet: RuleSetName,
  { effectiveFrom, decidedAt, activationId }: Activation,
): Key =>
  row(timelinePartition(ruleSet), `${livePrefix}${effectiveFrom}#${decidedAt}#${activationId}`);

/** The entry in force at an instant, if the Store knows of one. */
export const inForceAt = (ruleSet: RuleSetName, nowMillis: number): Query => ({
  table: 'risk',
  partition: timelinePartition(ruleSet),
  // '~' comes after '#': the entries of this very instant are in force.
  sort: { from: livePrefix, to: `${livePrefix}${new Date(nowMillis).toISOString()}~` },
  descending: true,
  limit: 1,
});

/** The entries that are yet to come. */
export const scheduledAfter = (ruleSet: RuleSetName, nowMillis: number): Query => ({
  table: 'risk',
  partition: timelinePartition(ruleSet),
  sort: { from: `${livePrefix}${new Date(nowMillis).toISOString()}~`, to: `${livePrefix}~` },
  limit: 100,
});

/** Asked for by one person; it runs once another has approved it. */
export type ShadowBody = Proposed & {
  readonly hash: string;
  readonly approvedBy?: string;
  readonly approvedAt?: string;
};

export const isRunning = ({ approvedBy }: ShadowBody): boolean => approvedBy !== undefined;

const shadowPrefix = 'SHADOW#';

/** Asked for or running. Every decision evaluates those that run. */
export const maximumShadows = 3;

export const shadowKey = (ruleSet: RuleSetName, hash: string): Key =>
  row(timelinePartition(ruleSet), `${shadowPrefix}${hash}`);

export const shadowsOf = (ruleSet: RuleSetName): Query => ({
  table: 'risk',
  partition: timelinePartition(ruleSet),
  sort: { beginsWith: shadowPrefix },
  limit: maximumShadows * 2,
});
