/** The audit trail of a customer: what was done with their data, by whom, why and in which request. */
import type { Change } from '../ports/store';
import type { Opening, RecordName } from './sealed-records';

export interface AuditEntry {
  readonly action: 'open' | 'giveConsent' | 'withdrawConsent';
  readonly actorId: string;
  readonly requestId: string;
  /** Of an opening: its purpose; of a consent: the purpose consented to. */
  readonly purpose: string;
  /** What was opened: record and row, or the text of a consent. */
  readonly objects: readonly string[];
}

export const auditPartition = (customerId: string): string => `AUDIT#${customerId}`;

/** Entries are only ever inserted, in the order of time. */
export const audit = (
  customerId: string,
  entryId: string,
  entry: AuditEntry,
  now: number,
): Change => ({
  kind: 'insert',
  item: {
    key: {
      table: 'users',
      partition: auditPartition(customerId),
      sort: `${new Date(now).toISOString()}#${entryId}`,
    },
    body: { ...entry },
  },
});

export const openingEntry = (
  { purpose, actorId, requestId }: Opening,
  opened: readonly { record: RecordName; key: { sort: string } }[],
): AuditEntry => ({
  action: 'open',
  purpose,
  actorId,
  requestId,
  objects: opened.map(({ record, key }) => `${record}@${key.sort}`),
});
