/** What the parts of the Store contract share: rows nobody else has used, and the answers. */
import type {
  Change,
  Item,
  Key,
  NewItem,
  Page,
  Query,
  Store,
} from '../../lambdas/core/ports/store';

export const done = { ok: true, value: undefined };
export const conflict = (...failed: number[]) => ({
  ok: false,
  error: { code: 'conflict', failed },
});
export const insertion = (item: NewItem): Change => ({ kind: 'insert', item });

let count = 0;

/** A name no other test of this run has used. */
export const aToken = Object.assign(() => `T${process.pid}-${++count}`, {
  /** One run's own version of a name. */
  prefixed: (name: string) => `${process.pid}${name}`,
});

export const aKey = (table: Key['table'] = 'users'): Key => ({
  table,
  partition: `P#${aToken()}`,
  sort: 'PROFILE',
});

export const anItem = (body: NewItem['body'], table?: Key['table']): NewItem => ({
  key: aKey(table),
  body,
});

export async function inserted(
  store: Store,
  sorts: readonly string[],
): Promise<{ partition: string }> {
  const { partition } = aKey();
  const changes = sorts.map((sort) =>
    insertion({ key: { table: 'users', partition, sort }, body: { sort } }),
  );
  await store.commit(changes.toReversed());
  return { partition };
}

export async function everyPage(store: Store, query: Query): Promise<Item[]> {
  const items: Item[] = [];
  for (let page: Page | undefined; !page || page.next; ) {
    page = await store.query(page?.next ? { ...query, cursor: page.next } : query);
    expect(page.items.length).toBeLessThanOrEqual(query.limit ?? 100);
    items.push(...page.items);
  }
  return items;
}
