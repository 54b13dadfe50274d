/** Links: other customers with the same device, phone, card or contact, and who is overdue. */
import type { Change, Key, Store } from '../../ports/store';
import type { FieldName } from './fields';
import type { VelocityKeys } from './velocity';

export const linkKinds = ['device', 'phone', 'card', 'contact'] as const;
export type LinkKind = (typeof linkKinds)[number];

/** So many neighbours are looked at, of each kind and of all kinds together. */
export const fanOut = 50;

const keptSeconds = 730 * 86_400;

const linkPartition = (kind: LinkKind, index: string): Key['partition'] => `LINK#${kind}#${index}`;

/** A row per customer and thing, told apart by customer: no row is written by two of them. */
export const linkChanges = (keys: VelocityKeys, customerId: string, atMillis: number): Change[] =>
  linkKinds.flatMap((kind): Change[] => {
    const index = keys[kind];
    if (index === undefined) return [];
    return [
      {
        kind: 'add',
        key: { table: 'risk', partition: linkPartition(kind, index), sort: customerId },
        by: 1,
        expiresAtEpochSeconds: Math.ceil(atMillis / 1000) + keptSeconds,
      },
    ];
  });

/**
 * Where others with the same thing stand. A phone and a contact are both phone numbers: a phone
 * leads to those who named it as theirs to be reached by, a contact to the customer it is.
 */
const ways: Readonly<Record<LinkKind, readonly LinkKind[]>> = {
  device: ['device'],
  phone: ['phone', 'contact'],
  card: ['card'],
  contact: ['contact', 'phone'],
};

const fieldOf = {
  device: 'linkedByDevice',
  phone: 'linkedByPhone',
  card: 'linkedByCard',
  contact: 'linkedByContact',
} as const satisfies Record<LinkKind, FieldName>;

export type LinkValues = Partial<Readonly<Record<FieldName, number | boolean>>>;

/** Two round trips: the neighbours, then how each of them stands. */
export async function readLinks(
  store: Store,
  keys: VelocityKeys,
  customerId: string,
): Promise<LinkValues> {
  const known = linkKinds.filter((kind) => keys[kind] !== undefined);
  const found = await Promise.all(
    known.map((kind) => neighboursBy(store, kind, keys[kind] ?? '', customerId)),
  );
  const all = [...new Set(found.flatMap(({ neighbours }) => neighbours))].sort();
  const looked = all.slice(0, fanOut);
  const standings = await Promise.all(
    looked.map((neighbour) => store.get<StandingBody>(standingKey(neighbour))),
  );
  const overdue = standings.filter((row) => (row?.body.overdueLoanIds.length ?? 0) > 0).length;
  return {
    ...Object.fromEntries(
      known.map((kind, at) => [fieldOf[kind], found[at]?.neighbours.length ?? 0]),
    ),
    linkedCustomers: looked.length,
    linkedOverduePpm: looked.length === 0 ? 0 : Math.round((overdue * 1_000_000) / looked.length),
    linkedBeyondCap: all.length > fanOut || found.some(({ more }) => more),
  };
}

async function neighboursBy(store: Store, kind: LinkKind, index: string, customerId: string) {
  const pages = await Promise.all(
    ways[kind].map((way) =>
      // One more than are looked at, and the customer's own row.
      store.query({ table: 'risk', partition: linkPartition(way, index), limit: fanOut + 2 }),
    ),
  );
  const others = pages
    .flatMap(({ items }) => items.map(({ key }) => key.sort))
    .filter((other) => other !== customerId);
  const neighbours = [...new Set(others)].sort();
  return { neighbours: neighbours.slice(0, fanOut), more: neighbours.length > fanOut };
}

/** How a customer stands, kept by events so that nobody's loans are read for another's decision. */
export type StandingBody = { readonly overdueLoanIds: readonly string[] };

export const standingKey = (customerId: string): Key => ({
  table: 'risk',
  partition: `STANDING#${customerId}`,
  sort: 'STATE',
});

/** Whose loan it is that stood badly: the event of its settlement does not say. */
export const standingLoanKey = (loanId: string): Key => ({
  table: 'risk',
  partition: `STANDING_LOAN#${loanId}`,
  sort: 'OWNER',
});
