/**
 * A difference as a case: it has a state and an owner until it is explained, and what it is worth
 * stands in the suspense account for as long.
 */
import { createHash } from 'node:crypto';
import type { IsoDate } from '../calendar';
import { base32 } from '../identifiers';
import type { Posting } from '../ledger/postings';
import { fen } from '../money';
import type { Body, Change, Item, Key } from '../ports/store';
import { dayPartition, dayShards, entryPrefix } from '../repayment/loan-record';
import { failure, type Result, success } from '../result';
import { shardOf } from '../shards';
import type { Difference, ReconciliationTotals } from './reconciliation';

/** `proposed`: somebody knows what to do, and money is at stake: a second person must agree. */
export type CaseState = 'open' | 'proposed' | 'resolved';

export const resolutions = [
  'channelCorrected',
  'instructionCorrected',
  'booksCorrected',
  'timing',
  'writtenOff',
] as const;
export type CaseResolution = (typeof resolutions)[number];

export type CaseNote = { readonly at: string; readonly by: string; readonly text: string };

export type ReconciliationCase = Difference & {
  readonly caseId: string;
  readonly channel: string;
  readonly day: string;
  readonly state: CaseState;
  readonly openedAtMillis: number;
  readonly assignee?: string;
  readonly notes: readonly CaseNote[];
  readonly resolution?: CaseResolution;
  readonly proposedBy?: string;
  readonly resolvedBy?: string;
};
/** Nobody's case is somebody's: until a person has it, the desk that is alarmed owns it. */
export const ownerOf = ({ assignee }: Pick<ReconciliationCase, 'assignee'>): string =>
  assignee ?? 'risk';

export type CaseBody = ReconciliationCase & Body;
export type CaseItem = Item<CaseBody>;

export type DayBody = ReconciliationTotals & {
  readonly channel: string;
  readonly day: string;
  readonly differences: number;
  readonly reconciledAt: string;
} & Body;

export const caseKey = (caseId: string): Key => ({
  table: 'payments',
  partition: `CASE#${caseId}`,
  sort: 'STATE',
});

/** Differences are few: one partition per state. */
export const casesPartition = (state: CaseState): string => `CASES#${state}`;

export const dayKey = (channel: string, day: string): Key => ({
  table: 'payments',
  partition: `RECONCILIATION#${day}`,
  sort: channel,
});

const caseItem = (body: ReconciliationCase) => ({
  key: caseKey(body.caseId),
  body: { ...body },
  indexes: {
    index1: { partition: casesPartition(body.state), sort: `${body.day}#${body.caseId}` },
  },
});

/** The same difference of the same day is the same case, however often the day is reconciled. */
export function caseOf(
  channel: string,
  day: string,
  difference: Difference,
  nowMillis: number,
): ReconciliationCase {
  const { kind, instructionId } = difference;
  // What is unresolved stays one case, on whichever day it is looked for.
  const named = [channel, kind === 'unresolved' ? '' : day, kind, instructionId].join(' ');
  const hash = createHash('sha256').update(named).digest();
  const caseId = `rcn_${base32(hash.subarray(0, 16))}`;
  return {
    ...difference,
    caseId,
    channel,
    day,
    state: 'open',
    openedAtMillis: nowMillis,
    notes: [],
  };
}

/** The case, and what it is worth in suspense: the payer owes what its statement says. */
export const openCase = (found: ReconciliationCase, today: IsoDate): readonly Change[] => [
  { kind: 'insert', item: caseItem(found) },
  ...suspend(found, found.effectFen, 'differenceSuspended', today),
];

export const replaceCase = (item: CaseItem, next: ReconciliationCase): Change => ({
  kind: 'replace',
  item: caseItem(next),
  expectedVersion: item.version,
});

/** An entry of the journal that belongs to no loan. */
export type SuspenseEntry = {
  readonly caseId: string;
  readonly step: 'differenceSuspended' | 'differenceSettled';
  readonly on: string;
  readonly postings: readonly Posting[];
  readonly bookedOn: IsoDate;
};

/** Explained: whatever corrected it is booked where it belongs, so suspense lets go. */
export const settleSuspense = (resolved: ReconciliationCase, today: IsoDate): readonly Change[] =>
  suspend(resolved, -resolved.effectFen, 'differenceSettled', today);

function suspend(
  { caseId, day }: ReconciliationCase,
  effectFen: number,
  step: SuspenseEntry['step'],
  today: IsoDate,
): readonly Change[] {
  if (effectFen === 0) return [];
  const postings: Posting[] = [
    { account: 'payer', amountFen: fen(effectFen) },
    { account: 'suspense', amountFen: fen(-effectFen) },
  ];
  const shard = shardOf(caseId, dayShards);
  const key = { table: 'repayment', partition: `SUSPENSE#${caseId}`, sort: step } as const;
  const body: SuspenseEntry = { caseId, step, on: day, postings, bookedOn: today };
  const index1 = { partition: dayPartition(today, shard), sort: `${entryPrefix}${caseId}#${step}` };
  return [
    {
      kind: 'insert',
      item: {
        key,
        body: { ...body, postings: postings.map((each) => ({ ...each })) },
        indexes: { index1 },
      },
    },
  ];
}

/** Who proposes a resolution with an effect on money does not decide it. */
export function proposeResolution(
  standing: ReconciliationCase,
  resolution: CaseResolution,
  by: string,
): Result<ReconciliationCase, 'closed'> {
  if (standing.state !== 'open') return failure('closed');
  const next = { ...standing, resolution, proposedBy: by };
  return standing.effectFen === 0
    ? success({ ...next, state: 'resolved', resolvedBy: by })
    : success({ ...next, state: 'proposed' });
}

export function decideResolution(
  standing: ReconciliationCase,
  decision: 'approve' | 'reject',
  by: string,
): Result<ReconciliationCase, 'closed' | 'samePerson'> {
  if (standing.state !== 'proposed') return failure('closed');
  if (standing.proposedBy === by) return failure('samePerson');
  if (decision === 'approve') return success({ ...standing, state: 'resolved', resolvedBy: by });
  const { resolution: _, proposedBy: __, ...rest } = standing;
  return success({ ...rest, state: 'open' });
}

/** Days of age up to which a bucket of the suspense account reaches; the last has no end. */
export const suspenseAges = [1, 7, 30] as const;

/** What is in suspense, in fen, by age: within a day, a week, thirty days, longer. */
export function agedSuspense(cases: Iterable<ReconciliationCase>, nowMillis: number): number[] {
  const buckets = [0, 0, 0, 0];
  for (const { effectFen, openedAtMillis } of cases) {
    const days = (nowMillis - openedAtMillis) / 86_400_000;
    const at = suspenseAges.findIndex((age) => days <= age);
    buckets[at < 0 ? suspenseAges.length : at]! += effectFen;
  }
  return buckets;
}
