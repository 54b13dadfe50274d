/** The record of a contact, made or refused: written before anything is sent, kept five years. */
import { addMonths } from '../calendar';
import { dayInChina, startOfDayInChina } from '../china-day';
import type { Change, Item, Key, Query, Store } from '../ports/store';
import { shardOf } from '../shards';
import type { ContactChannel, GateReason } from './contact-gate';
import { leastKeptMonths } from './contact-rules';
import { debtorPartition } from './debtor-record';

/**
 * `intended`: let through and on its way; what was interrupted there stays so and is never sent
 * again, as nobody knows how far it came.
 */
export const contactStatuses = [
  'refused',
  'intended',
  'sent',
  'notSent',
  'pending',
  'answered',
  'unanswered',
  'notPlaced',
] as const;
export type ContactStatus = (typeof contactStatuses)[number];

/** What people write down of a call. */
export const callResults = [
  'answered',
  'unanswered',
  'promise',
  'dispute',
  'hardshipRequest',
  'wrongNumber',
  'doNotContact',
  'deceased',
] as const;
export type CallResult = (typeof callResults)[number];

export interface ContactRecord {
  readonly contactId: string;
  readonly customerId: string;
  readonly loanId: string;
  readonly channel: ContactChannel;
  readonly purpose: 'reminder' | 'collection';
  /** ISO 8601, in UTC. */
  readonly at: string;
  readonly status: ContactStatus;
  /** Why it was refused, and when it would be allowed at the earliest. */
  readonly reasons?: readonly GateReason[];
  readonly nextAllowedAt?: string;
  readonly rulesVersion?: string;
  /** Of a message or a robot's call: what was said. */
  readonly said?: string;
  /** A staff member, or `system:<operationId>`. */
  readonly actorId: string;
  readonly strategyVersion?: string;
  readonly arm?: string;
  /** The voice robot's id of the call. */
  readonly callId?: string;
  readonly result?: CallResult;
}

type ContactBody = ContactRecord & Record<string, unknown>;
export type ContactItem = Item<ContactBody>;

const contactPrefix = 'CONTACT#';

export const contactKey = ({
  customerId,
  at,
  contactId,
}: Pick<ContactRecord, 'customerId' | 'at' | 'contactId'>): Key => ({
  table: 'collections',
  partition: debtorPartition(customerId),
  sort: `${contactPrefix}${at}#${contactId}`,
});

/** All contacts with a debtor, by time. */
export const contactsOf = (customerId: string) => ({
  table: 'collections' as const,
  partition: debtorPartition(customerId),
  sort: { beginsWith: contactPrefix },
});

/** An answer has at most six megabytes; a record has some 300 bytes. */
const mostExported = 5_000;

/** Those of five years, as far as they fit into one answer: latest first. */
export async function readContacts(store: Store, customerId: string): Promise<ContactRecord[]> {
  const contacts: ContactRecord[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.query<ContactItem['body']>({
      ...contactsOf(customerId),
      descending: true,
      limit: 1_000,
      ...(cursor && { cursor }),
    });
    contacts.push(...page.items.map(({ body }) => body));
    cursor = page.next;
  } while (cursor && contacts.length < mostExported);
  return contacts;
}

/** Calls of the voice robot whose end is not known are found here. */
export const pendingCallsPartition = (shard: number): string => `PENDING_CALLS#${shard}`;

export const collectionShards = 8;

/** Oldest first. */
export const pendingCalls = (shard: number, limit: number, cursor?: string): Query => ({
  table: 'collections',
  index: 'index1',
  partition: pendingCallsPartition(shard),
  limit,
  ...(cursor && { cursor }),
});

export const collectionShardOf = (loanId: string): number => shardOf(loanId, collectionShards);

/** Never before the months are over in China, whatever the hour of the contact. */
const expiryOf = (at: string, keptMonths: number): number =>
  startOfDayInChina(addMonths(dayInChina(Date.parse(at)), keptMonths)) / 1000 + 2 * 86_400;

const contactItem = (contact: ContactRecord, expiresAtEpochSeconds: number) => ({
  key: contactKey(contact),
  body: JSON.parse(JSON.stringify(contact)),
  expiresAtEpochSeconds,
  ...(contact.status === 'pending' &&
    contact.callId && {
      indexes: {
        index1: {
          partition: pendingCallsPartition(collectionShardOf(contact.loanId)),
          sort: `${contact.at}#${contact.contactId}`,
        },
      },
    }),
});

export const insertContact = (contact: ContactRecord, keptMonths = leastKeptMonths): Change => ({
  kind: 'insert',
  item: contactItem(contact, expiryOf(contact.at, Math.max(keptMonths, leastKeptMonths))),
});

export const replaceContact = (read: ContactItem, next: ContactRecord): Change => ({
  kind: 'replace',
  item: contactItem(next, read.expiresAtEpochSeconds ?? expiryOf(next.at, leastKeptMonths)),
  expectedVersion: read.version,
});
