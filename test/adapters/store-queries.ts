/** The part of the Store contract about reading many rows. */
import type { NewItem, Store } from '../../lambdas/core/ports/store';
import { anItem, aToken, everyPage, inserted } from './store-builders';

export function describeQueries(store: () => Store): void {
  it('reads a partition in the order of UTF-8, either way, page by page', async () => {
    // The last two stand the other way round in JavaScript's own order of strings.
    const sorts = ['A', 'AB', 'B#1', 'B#2', 'a', 'é', '张', '\uff21', '\u{1f600}'];
    const { partition } = await inserted(store(), sorts);

    for (const descending of [false, true]) {
      const query = { table: 'users', partition, limit: 2, descending } as const;
      const read = await everyPage(store(), query);
      expect(read.map(({ key }) => key.sort)).toEqual(descending ? sorts.toReversed() : sorts);
    }
  });

  it.each([
    [{ beginsWith: 'B#' }, ['B#1', 'B#2']],
    [{ beginsWith: '' }, ['A', 'B', 'B#1', 'B#2', 'C']],
    [{ from: 'B', to: 'B#1' }, ['B', 'B#1']],
    [{ from: 'B#2' }, ['B#2', 'C']],
    [{ to: 'B' }, ['A', 'B']],
    [{ from: '' }, ['A', 'B', 'B#1', 'B#2', 'C']],
    [{ to: '' }, []],
    [{ from: 'C', to: 'A' }, []],
  ])('reads the range %j', async (sort, expected) => {
    const { partition } = await inserted(store(), ['A', 'B', 'B#1', 'B#2', 'C']);

    for (const descending of [false, true]) {
      const { items } = await store().query({ table: 'users', partition, sort, descending });
      const read = items.map(({ key }) => key.sort);
      expect(descending ? read.toReversed() : read).toEqual(expected);
    }
  });

  it('names a next page only when there is one', async () => {
    const { partition } = await inserted(store(), ['1', '2', '3', '4']);
    const page = (limit: number) => store().query({ table: 'users', partition, limit });

    expect((await page(4)).next).toBeUndefined();
    expect((await page(3)).next).toBeDefined();
    expect((await page(3)).items).toHaveLength(3);
  });

  it('goes on behind the last row even when that row is gone', async () => {
    const { partition } = await inserted(store(), ['1', '2', '3']);
    const query = { table: 'users', partition, limit: 2 } as const;
    const { next } = await store().query(query);
    const key = { table: 'users', partition, sort: '2' } as const;
    await store().commit([{ kind: 'remove', key, expectedVersion: 1 }]);

    const page = await store().query({ ...query, cursor: next! });

    expect(page.items.map((item) => item.key.sort)).toEqual(['3']);
  });

  it('reads an index across partitions, each row once, page by page', async () => {
    const due = aToken();
    const place = (at: number) => ({ partition: due, sort: `DAY#${at % 3}` });
    const items = Array.from({ length: 17 }, (_, at) => ({
      ...anItem({ at }),
      indexes: { index1: place(at), index2: { partition: `${due}#${at % 2}`, sort: 'X' } },
    }));
    await store().commit(items.map((item) => ({ kind: 'insert', item })));
    await store().commit([{ kind: 'insert', item: anItem({}) }]);

    for (const descending of [false, true]) {
      const query = { table: 'users', index: 'index1', partition: due, limit: 4 } as const;
      const read = await everyPage(store(), { ...query, descending });
      const sorts = read.map(({ indexes }) => indexes!.index1!.sort);
      expect(sorts).toEqual(descending ? sorts.toSorted().toReversed() : sorts.toSorted());
      expect(read.map(({ body }) => body.at).toSorted(byNumber)).toEqual([...items.keys()]);
    }
    const odd = { table: 'users', index: 'index2', partition: `${due}#1` } as const;
    expect((await store().query(odd)).items).toHaveLength(8);
  });

  it('moves a row in an index, and takes it out', async () => {
    const partition = aToken();
    const item = anItem({});
    const at = (sort: string): NewItem => ({
      ...item,
      indexes: { index1: { partition, sort } },
    });
    const sorts = async () =>
      (await store().query({ table: 'users', index: 'index1', partition })).items.map(
        ({ indexes }) => indexes?.index1?.sort,
      );

    await store().commit([{ kind: 'insert', item: at('1') }]);
    await store().commit([{ kind: 'replace', item: at('2'), expectedVersion: 1 }]);
    expect(await sorts()).toEqual(['2']);
    await store().commit([{ kind: 'replace', item, expectedVersion: 2 }]);
    expect(await sorts()).toEqual([]);
    await store().commit([{ kind: 'replace', item: at('3'), expectedVersion: 3 }]);
    await store().commit([{ kind: 'remove', key: item.key, expectedVersion: 4 }]);
    expect(await sorts()).toEqual([]);
  });

  it('fills a page beyond the megabyte DynamoDB reads at once', async () => {
    const partition = aToken();
    const big = 'x'.repeat(300_000);
    for (const sort of ['1', '2', '3', '4', '5', '6']) {
      const item = { key: { table: 'users', partition, sort } as const, body: { big } };
      await store().commit([{ kind: 'insert', item }]);
    }

    const page = await store().query({ table: 'users', partition, limit: 5 });

    expect(page.items).toHaveLength(5);
    expect(page.next).toBeDefined();
  });
}

const byNumber = (one: unknown, other: unknown) => Number(one) - Number(other);
