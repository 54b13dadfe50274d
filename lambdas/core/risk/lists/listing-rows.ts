/** Rows of the lists, one for each list a thing is on, and what of them hits an application. */
import type { Change, Item, Key, NewItem, Query, Store } from '../../ports/store';
import { counts, type ListedKind, type Listing, type ListName, listedIdOf } from './listing';

type ListingBody = Listing & NewItem['body'];
export type ListingItem = Item<ListingBody>;

const listedPartition = (listedId: string): string => `LISTED#${listedId}`;

export const listingKey = (list: ListName, listedId: string): Key => ({
  table: 'risk',
  partition: listedPartition(listedId),
  sort: list,
});

/** For who asks why an application was declined back then. */
const keptSeconds = 180 * 86_400;

function item(listing: Listing): NewItem {
  const { list, listedId, proposal, status, expiresAt, decidedAt } = listing;
  const since = proposal?.proposedAt ?? decidedAt ?? '';
  const ends = status === 'removed' ? decidedAt : expiresAt;
  return {
    key: listingKey(list, listedId),
    body: JSON.parse(JSON.stringify(listing)),
    indexes: {
      index1: { partition: `LISTINGS#${list}`, sort: `${since}#${listedId}` },
      ...(proposal && {
        index2: { partition: `LISTINGS#${list}#proposed`, sort: `${since}#${listedId}` },
      }),
    },
    ...(ends !== undefined && {
      expiresAtEpochSeconds: Math.floor(Date.parse(ends) / 1000) + keptSeconds,
    }),
  };
}

export const writeListing = (read: ListingItem | undefined, next: Listing): Change =>
  read
    ? { kind: 'replace', item: item(next), expectedVersion: read.version }
    : { kind: 'insert', item: item(next) };

/** Those of a list, latest change first; or those that wait for a second person, oldest first. */
export const listingsOf = (list: ListName, pendingOnly: boolean): Query =>
  pendingOnly
    ? { table: 'risk', index: 'index2', partition: `LISTINGS#${list}#proposed`, limit: 50 }
    : {
        table: 'risk',
        index: 'index1',
        partition: `LISTINGS#${list}`,
        descending: true,
        limit: 50,
      };

/** The fields of the applicant profile that the lists give. */
export interface ListValues {
  readonly onBlackList: boolean;
  readonly onGreyList: boolean;
  readonly onWhiteList: boolean;
}

export interface ListHit {
  readonly list: ListName;
  readonly kind: ListedKind;
  readonly listedId: string;
}

/**
 * What an application is listed for.
 * @param indexes the blind indexes it is counted by; what is not known of it hits nothing.
 */
export async function listHits(
  store: Store,
  indexes: Partial<Readonly<Record<ListedKind, string>>>,
  nowMillis: number,
): Promise<{ readonly values: ListValues; readonly hits: readonly ListHit[] }> {
  const known = Object.entries(indexes) as [ListedKind, string | undefined][];
  const pages = await Promise.all(
    known
      .filter(([, index]) => index !== undefined)
      .map(([kind, index]) =>
        store.query<ListingBody>({
          table: 'risk',
          partition: listedPartition(listedIdOf(kind, index as string)),
        }),
      ),
  );
  const hits = pages
    .flatMap(({ items }) => items.map(({ body }) => body))
    .filter((listing) => counts(listing, nowMillis))
    .map(({ list, kind, listedId }) => ({ list, kind, listedId }));
  const isOn = (name: ListName): boolean => hits.some(({ list }) => list === name);
  return {
    values: {
      onBlackList: isOn('black'),
      onGreyList: isOn('grey'),
      onWhiteList: isOn('white'),
    },
    hits,
  };
}
