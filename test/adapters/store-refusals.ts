/** The part of the Store contract about mistakes of the caller. */
import type { Query, Store } from '../../lambdas/core/ports/store';
import { aKey, anItem, inserted, insertion } from './store-builders';

export function describeRefusals(store: () => Store): void {
  it('refuses the cursor of another query, and a damaged one', async () => {
    const { partition } = await inserted(store(), ['1', '2', '3']);
    const other = await inserted(store(), ['1', '2', '3']);
    const { next } = await store().query({ table: 'users', partition, limit: 1 });
    const refused = { name: 'InvalidCursorError' };
    const queries: Partial<Query>[] = [
      { partition: other.partition },
      { descending: true },
      { sort: { from: '1' } },
      { table: 'orders' },
      { index: 'index1' },
      { cursor: 'damaged' },
      { cursor: Buffer.from('["a"]').toString('base64url') },
    ];

    for (const change of queries) {
      const query = { table: 'users', partition, cursor: next!, ...change } as const;
      await expect(store().query(query)).rejects.toMatchObject(refused);
    }
  });

  it('refuses too few, too many and repeated changes', async () => {
    const item = anItem({});
    const many = Array.from({ length: 101 }, () => insertion(anItem({})));

    for (const changes of [[], many, [insertion(item), insertion(item)]]) {
      await expect(store().commit(changes)).rejects.toThrow(RangeError);
    }
    expect(await store().get(item.key)).toBeUndefined();
  });

  it('refuses to read no rows, too many, or one of them twice', async () => {
    const { key } = anItem({});
    const many = Array.from({ length: 101 }, () => aKey());

    for (const keys of [[], many, [key, { ...key }], [{ ...key, sort: '' }]])
      await expect(store().getMany(keys)).rejects.toThrow(RangeError);
  });

  it.each([0, 1001, 1.5])('refuses a limit of %p', async (limit) => {
    const query = { table: 'users', partition: 'p', limit } as const;
    await expect(store().query(query)).rejects.toThrow(RangeError);
  });

  it.each([
    ['an empty sort key', { ...anItem({}), key: { ...aKey(), sort: '' } }],
    ['a long partition', { ...anItem({}), key: { ...aKey(), partition: '张'.repeat(683) } }],
    ['an empty index place', { ...anItem({}), indexes: { index1: { partition: 'p', sort: '' } } }],
    ['a broken expiry', { ...anItem({}), expiresAtEpochSeconds: 1.5 }],
    ['not a number', anItem({ ratio: Number.NaN })],
    ['an endless number', anItem({ ratio: Number.POSITIVE_INFINITY })],
    ['a number beyond DynamoDB’s', anItem({ ratio: 1e126 })],
    ['a date', anItem({ at: new Date(0) as never })],
    ['a body nested too deep', anItem({ deep: nested(40) as never })],
  ])('refuses %s', async (_name, item) => {
    await expect(store().commit([insertion(item)])).rejects.toThrow(/^an? /);
    await expect(store().commit([insertion(item), insertion(anItem({}))])).rejects.toThrow();
  });

  it.each([
    { by: 0.5 },
    { by: Number.MAX_SAFE_INTEGER + 1 },
    { by: 1, min: 3, max: 2 },
    { by: 1, max: Number.POSITIVE_INFINITY },
  ])('refuses to count by %j', async (numbers) => {
    await expect(store().commit([{ kind: 'add', key: aKey(), ...numbers }])).rejects.toThrow(
      RangeError,
    );
  });

  it('keeps what it was given, whatever the caller does to it later', async () => {
    const sealed = new Uint8Array([1, 2, 3]);
    const item = anItem({ sealed, list: [1, { left: undefined, kept: '' }] });
    await store().commit([insertion(item)]);
    sealed[0] = 9;

    const read = await store().get(item.key);

    expect(read?.body).toStrictEqual({
      sealed: new Uint8Array([1, 2, 3]),
      list: [1, { kept: '' }],
    });
    (read!.body.list as unknown[]).push('later');
    expect((await store().get(item.key))?.body.list).toHaveLength(2);
  });
}

const nested = (levels: number): unknown => (levels === 0 ? 'end' : { down: nested(levels - 1) });
