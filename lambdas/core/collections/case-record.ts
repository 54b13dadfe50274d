/** Rows of the cases: one per loan, found by the day to act on and by who is to work on it. */
import type { IsoDate } from '../calendar';
import type { Change, IndexPlace, Item, Key, Query } from '../ports/store';
import { type CollectionCase, priorityOf, queueOf } from './collection-case';
import { collectionShardOf, collectionShards } from './contact-record';

type CaseBody = CollectionCase & Record<string, unknown>;
export type CaseItem = Item<CaseBody>;

export { collectionShardOf, collectionShards };

export const casePartition = (loanId: string): string => `CASE#${loanId}`;

export const caseKey = (loanId: string): Key => ({
  table: 'collections',
  partition: casePartition(loanId),
  sort: 'STATE',
});

/** What is to be done, by day: cases and reminders of one shard. */
export const actPartition = (shard: number): string => `ACT_ON#${shard}`;

export const actPlace = (on: IsoDate, loanId: string, rest = ''): IndexPlace => ({
  partition: actPartition(collectionShardOf(loanId)),
  sort: `${on}#${loanId}${rest}`,
});

/** Everything that was to be done on a day or, where a run was missed, before it. */
export const dueUntil = (shard: number, today: IsoDate, limit: number, cursor?: string): Query => ({
  table: 'collections',
  index: 'index1',
  partition: actPartition(shard),
  // Behind every loan of the day.
  sort: { to: `${today}#~` },
  limit,
  ...(cursor && { cursor }),
});

/** Cases nobody has taken yet, by queue; the largest first when read backwards. */
export const queuePartition = (queue: string): string => `QUEUE#${queue}`;
export const assignedPartition = (staffId: string): string => `ASSIGNED#${staffId}`;

function peoplePlace(held: CollectionCase): IndexPlace | undefined {
  const sort = `${priorityOf(held)}#${held.loanId}`;
  if (held.assigneeId) return { partition: assignedPartition(held.assigneeId), sort };
  return held.queuedAt ? { partition: queuePartition(queueOf(held)), sort } : undefined;
}

export function writeCase(read: CaseItem | undefined, next: CollectionCase): Change {
  const isOpen = next.status === 'open';
  const people = isOpen ? peoplePlace(next) : undefined;
  const item = {
    key: caseKey(next.loanId),
    body: JSON.parse(JSON.stringify(next)),
    indexes: {
      ...(isOpen && next.actOn && { index1: actPlace(next.actOn, next.loanId) }),
      ...(people && { index2: people }),
    },
  };
  return read ? { kind: 'replace', item, expectedVersion: read.version } : { kind: 'insert', item };
}

/** What people wrote down of a case: of a closed list, so that no person is described in it. */
export const noteCodes = [
  'willPayOnPayday',
  'lostJob',
  'ill',
  'familyEmergency',
  'asksForPlan',
  'saysPaid',
  'doesNotKnowLoan',
  'callBackLater',
  'notReachable',
] as const;
export type NoteCode = (typeof noteCodes)[number];

export type NoteBody = {
  readonly code: NoteCode;
  readonly staffId: string;
  readonly at: string;
  readonly nextOn?: string;
};

const notePrefix = 'NOTE#';

export const insertNote = (loanId: string, note: NoteBody): Change => ({
  kind: 'insert',
  item: {
    key: {
      table: 'collections',
      partition: casePartition(loanId),
      sort: `${notePrefix}${note.at}#${note.staffId}`,
    },
    body: note,
  },
});

export const notesOf = (loanId: string): Query => ({
  table: 'collections',
  partition: casePartition(loanId),
  sort: { beginsWith: notePrefix },
  descending: true,
  limit: 50,
});
