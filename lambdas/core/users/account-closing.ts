/** Closing an account: its deletion is scheduled, and nothing that needs a consent goes on. */
import type { Change, Conflict, Store } from '../ports/store';
import type { Result } from '../result';
import type { AuditEntry } from './audit';
import { commitAudited } from './audit-chain';
import { withdraw } from './consent-rows';
import { type DeletionBody, type DeletionItem, deletionKey, writeDeletion } from './deletion';
import type { Customer } from './rows';

export interface Asking {
  readonly customerId: string;
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export const readDeletion = (store: Store, customerId: string): Promise<DeletionItem | undefined> =>
  store.get<DeletionBody>(deletionKey(customerId));

export const isScheduled = (deletion: DeletionItem | undefined): deletion is DeletionItem =>
  deletion?.body.status === 'scheduled';

/**
 * Schedules the deletion and withdraws every consent: until it is due the data is only kept.
 * @param more changes that belong to the withdrawals
 */
export function scheduleDeletion(
  store: Store,
  { consents }: Customer,
  read: DeletionItem | undefined,
  body: DeletionBody,
  asking: Asking,
  more: readonly Change[],
): Promise<Result<void, Conflict>> {
  const withdrawals = consents.flatMap((row) => withdraw(row, asking).written ?? []);
  const { customerId, now } = asking;
  const entries = [
    entryOf('requestDeletion', body.shredsOn, asking),
    ...withdrawals.flatMap(({ audited }) => audited.entries),
  ];
  const changes = withdrawals.map(({ change }) => change);
  const deletion = writeDeletion(read, body);
  return commitAudited(store, { subjectId: customerId, entries, now }, [
    deletion,
    ...changes,
    ...more,
  ]);
}

/** Until a night has begun with it it can be called off; consents are given anew. */
export function cancelDeletion(
  store: Store,
  read: DeletionItem,
  asking: Asking,
): Promise<Result<void, Conflict>> {
  const { customerId, now } = asking;
  const entries = [entryOf('cancelDeletion', read.body.shredsOn, asking)];
  const change = writeDeletion(read, { ...read.body, status: 'cancelled' });
  return commitAudited(store, { subjectId: customerId, entries, now }, [change]);
}

const entryOf = (
  action: AuditEntry['action'],
  shredsOn: string,
  { customerId, requestId }: Asking,
): AuditEntry => ({
  action,
  actorId: customerId,
  requestId,
  purpose: 'deletion',
  objects: [`shredsOn ${shredsOn}`],
});
