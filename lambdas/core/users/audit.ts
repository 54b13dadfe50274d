/**
 * What the audit trail tells: what was done with someone's data, by whom, why, in which
 * request.
 */
import type { Opening, RecordName } from './sealed-records';

export const auditActions = [
  'open',
  'giveConsent',
  'withdrawConsent',
  'requestDeletion',
  'cancelDeletion',
  'placeHold',
  'liftHold',
  'shred',
  'staff',
] as const;
export type AuditAction = (typeof auditActions)[number];

export interface AuditEntry {
  readonly action: AuditAction;
  /** A customer's or staff member's id, or `system:<operationId>`. */
  readonly actorId: string;
  readonly requestId: string;
  /**
   * Of an opening: its purpose; of a consent: the purpose consented to; of staff: the
   * operation.
   */
  readonly purpose: string;
  /** What it was done to: record and row, the text of a consent, ids. Never a value. */
  readonly objects: readonly string[];
}

/** What staff did in a customer's case, as the customer's own trail tells it. */
export const staffEntry = (
  actorId: string,
  operationId: string,
  requestId: string,
  objects: readonly string[],
): AuditEntry => ({ action: 'staff', actorId, requestId, purpose: operationId, objects });

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
