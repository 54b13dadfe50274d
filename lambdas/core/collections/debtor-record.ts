/** What stands between us and a debtor, and whom we reached lately: one row, read by the gate. */

import type { Language } from '../ports/notifier';
import type { Change, Item, Key } from '../ports/store';
import type { ContactChannel, DialResult, PastContact, Standing, Stop } from './contact-gate';
import type { DayWindow } from './local-time';

export interface RecentContact extends PastContact {
  readonly contactId: string;
  readonly loanId: string;
  /** Of dials: blind index of the number. */
  readonly numberIndex?: string;
}

/** Hours to which the debtor agreed, recorded with the moment. */
export interface AgreedHours extends DayWindow {
  readonly agreedAt: string;
}

export interface Debtor {
  readonly customerId: string;
  readonly language?: Language;
  readonly timeZone?: string;
  readonly agreedHours?: AgreedHours;
  readonly doNotContactSince?: string;
  readonly declinedChannels?: readonly ContactChannel[];
  readonly deceasedSince?: string;
  /** The version of the contact record whose number is somebody else's. */
  readonly wrongNumberVersion?: number;
  readonly stops: readonly Stop[];
  /** Oldest first. */
  readonly recent: readonly RecentContact[];
}

type DebtorBody = Debtor & Record<string, unknown>;
export type DebtorItem = Item<DebtorBody>;

export const debtorPartition = (customerId: string): string => `DEBTOR#${customerId}`;

export const debtorKey = (customerId: string): Key => ({
  table: 'collections',
  partition: debtorPartition(customerId),
  sort: 'STATE',
});

export const debtorOf = (item: DebtorItem | undefined, customerId: string): Debtor =>
  item?.body ?? { customerId, stops: [], recent: [] };

/** Whoever read another version has to look again: contacts with one debtor happen in a row. */
export function writeDebtor(read: DebtorItem | undefined, next: Debtor): Change {
  const item = { key: debtorKey(next.customerId), body: JSON.parse(JSON.stringify(next)) };
  return read ? { kind: 'replace', item, expectedVersion: read.version } : { kind: 'insert', item };
}

/** What rests a debtor's account, of which collection is only told. */
export interface AccountRests {
  readonly legalHold: boolean;
  readonly deletionScheduled: boolean;
}

export const standingOf = (debtor: Debtor, rests: AccountRests): Standing => ({
  customerId: debtor.customerId,
  ...(debtor.timeZone && { timeZone: debtor.timeZone }),
  ...(debtor.agreedHours && { agreedHours: debtor.agreedHours }),
  doNotContact: debtor.doNotContactSince !== undefined,
  declinedChannels: debtor.declinedChannels ?? [],
  deceased: debtor.deceasedSince !== undefined,
  ...rests,
  stops: debtor.stops,
});

/** The limits look back seven days at most; a day more, for the longest local day. */
const recentMillis = 8 * 86_400_000;

export const withContact = (debtor: Debtor, contact: RecentContact): Debtor => ({
  ...debtor,
  stops: debtor.stops.filter((stop) => !isOver(stop, contact.atMillis)),
  recent: [
    ...debtor.recent.filter(({ atMillis }) => atMillis > contact.atMillis - recentMillis),
    contact,
  ],
});

const isOver = ({ untilMillis }: Stop, now: number): boolean =>
  untilMillis !== undefined && untilMillis <= now;

export const findContact = (debtor: Debtor, contactId: string): RecentContact | undefined =>
  debtor.recent.find((contact) => contact.contactId === contactId);

/** Once its result is known nothing is asked by the number any more. */
export const withResult = (debtor: Debtor, contactId: string, result: DialResult): Debtor => ({
  ...debtor,
  recent: debtor.recent.map(({ numberIndex, ...contact }) => {
    if (contact.contactId === contactId) return { ...contact, result };
    return numberIndex === undefined ? contact : { ...contact, numberIndex };
  }),
});

/** One stop of a kind and loan: the later one holds. */
export const withStop = (debtor: Debtor, stop: Stop): Debtor => ({
  ...debtor,
  stops: [...withoutStop(debtor, stop).stops, stop],
});

export const withoutStop = (
  debtor: Debtor,
  { kind, loanId }: Omit<Stop, 'untilMillis'>,
): Debtor => ({
  ...debtor,
  stops: debtor.stops.filter((stop) => stop.kind !== kind || stop.loanId !== loanId),
});
