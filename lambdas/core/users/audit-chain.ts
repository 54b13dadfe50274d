/**
 * The audit trail as a chain: each entry names the hash of the one before, a head names the
 * last.
 */
import { sha256Of } from '../canonical';
import type { Change, Conflict, Item, Key, Store } from '../ports/store';
import { failure, type Result, success } from '../result';
import { shardOf } from '../shards';
import type { AuditEntry } from './audit';

/** An entry as it stands in its chain, written once and never again. */
export type LinkBody = {
  readonly action: string;
  readonly actorId: string;
  readonly requestId: string;
  readonly purpose: string;
  readonly objects: readonly string[];
  /** From 1, without a gap. */
  readonly sequence: number;
  readonly at: string;
  readonly previousHash: string;
  /** SHA-256 over everything above and whose chain it is. */
  readonly hash: string;
};

/** Where the chain ends: an entry cut off at the end is missed here. */
export type HeadBody = { readonly sequence: number; readonly hash: string };

export const auditPartition = (subjectId: string): string => `AUDIT#${subjectId}`;

const row = (subjectId: string, sort: string): Key => ({
  table: 'users',
  partition: auditPartition(subjectId),
  sort,
});

const entryPrefix = 'ENTRY#';

export const headKey = (subjectId: string): Key => row(subjectId, 'HEAD');
export const linkKey = (subjectId: string, sequence: number): Key =>
  row(subjectId, `${entryPrefix}${String(sequence).padStart(12, '0')}`);

/** What the first entry names as the one before it: a chain begins for one subject only. */
export const genesisHash = (subjectId: string): string => sha256Of({ auditOf: subjectId });

export const linkHash = (subjectId: string, { hash: _, ...link }: LinkBody): string =>
  sha256Of({ subjectId, ...link });

/** Everyone with a chain is found through an index, spread over shards. */
export const subjectShards = 8;
export const subjectsPartition = (shard: number): string => `AUDITED#${shard}`;

/** The rows that add entries, one or more, behind the head that was read. */
export function append(
  subjectId: string,
  read: Item<HeadBody> | undefined,
  entries: readonly AuditEntry[],
  now: number,
): Change[] {
  const at = new Date(now).toISOString();
  let head: HeadBody = read?.body ?? { sequence: 0, hash: genesisHash(subjectId) };
  const links = entries.map((entry): Change => {
    const sequence = head.sequence + 1;
    const body = linkAfter(head, subjectId, { ...entry, sequence, at });
    head = { sequence, hash: body.hash };
    return { kind: 'insert', item: { key: linkKey(subjectId, sequence), body } };
  });
  const item = { key: headKey(subjectId), body: head };
  if (read) return [...links, { kind: 'replace', item, expectedVersion: read.version }];
  const place = {
    partition: subjectsPartition(shardOf(subjectId, subjectShards)),
    sort: subjectId,
  };
  const key = row(subjectId, 'SUBJECT');
  const subject = { key, body: { subjectId }, indexes: { index1: place } };
  return [...links, { kind: 'insert', item }, { kind: 'insert', item: subject }];
}

function linkAfter(
  { hash: previousHash }: HeadBody,
  subjectId: string,
  entry: Omit<LinkBody, 'previousHash' | 'hash'>,
): LinkBody {
  const link = { ...entry, previousHash, hash: '' };
  return { ...link, hash: linkHash(subjectId, link) };
}

export interface Audited {
  /** Whose chain: a customer's, or a staff member's own. */
  readonly subjectId: string;
  readonly entries: readonly AuditEntry[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Each round of a race has a winner: so many at once for one customer do not happen. */
const rounds = 50;

/**
 * Commits changes together with the entries that tell of them, or neither. Of two that append at
 * once the later one does so again behind the other.
 * @returns the conflict of the caller's own changes, if there is one
 */
export async function commitAudited(
  store: Store,
  { subjectId, entries, now }: Audited,
  changes: readonly Change[] = [],
): Promise<Result<void, Conflict>> {
  for (let round = 0; round < rounds; round += 1) {
    const head = await store.get<HeadBody>(headKey(subjectId));
    const written = await store.commit([...changes, ...append(subjectId, head, entries, now)]);
    if (written.ok) return success(undefined);
    const failed = written.error.failed.filter((at) => at < changes.length);
    if (failed.length > 0) return failure({ code: 'conflict', failed });
  }
  throw new Error('an audit entry was not written');
}

/** The entries in their order. */
export async function* linksOf(store: Store, subjectId: string): AsyncGenerator<Item<LinkBody>> {
  let cursor: string | undefined;
  do {
    const page = await store.query<LinkBody>({
      table: 'users',
      partition: auditPartition(subjectId),
      sort: { beginsWith: entryPrefix },
      limit: 1000,
      ...(cursor && { cursor }),
    });
    yield* page.items;
    cursor = page.next;
  } while (cursor);
}

/** All of them, for who needs a customer's whole trail. */
export async function readLinks(store: Store, subjectId: string): Promise<LinkBody[]> {
  const links: LinkBody[] = [];
  for await (const { body } of linksOf(store, subjectId)) links.push(body);
  return links;
}

/** Everyone whose chain has an entry. */
export async function* subjects(store: Store): AsyncGenerator<string> {
  for (let shard = 0; shard < subjectShards; shard += 1) {
    let cursor: string | undefined;
    do {
      const page = await store.query<{ subjectId: string }>({
        table: 'users',
        index: 'index1',
        partition: subjectsPartition(shard),
        limit: 1000,
        ...(cursor && { cursor }),
      });
      for (const { body } of page.items) yield body.subjectId;
      cursor = page.next;
    } while (cursor);
  }
}
