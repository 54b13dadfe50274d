/** The part of the Store contract about single changes and changes committed together. */
import type { Key, Store } from '../../lambdas/core/ports/store';
import { aKey, anItem, conflict, done } from './store-builders';

export function describeSingleChanges(store: () => Store): void {
  it('gives back an inserted row with its indexes, its expiry and version 1', async () => {
    const item = {
      ...anItem({ amountFen: 1_000_000, sealed: new Uint8Array([0, 255, 7]) }),
      indexes: { index2: { partition: 'DUE#2027-01-15', sort: 'LOAN#1' } },
      expiresAtEpochSeconds: 1_800_000_000,
    };

    expect(await store().commit([{ kind: 'insert', item }])).toEqual(done);

    expect(await store().get(item.key)).toStrictEqual({ ...item, version: 1 });
  });

  it('has nothing where nothing was inserted', async () => {
    expect(await store().get(aKey())).toBeUndefined();
  });

  it('reads rows of several tables together, in the order asked, absent ones too', async () => {
    const [user, order] = [anItem({ of: 'users' }), anItem({ of: 'orders' }, 'orders')];
    const counter = aKey();
    await store().commit([user, order].map((item) => ({ kind: 'insert', item })));
    await store().commit([{ kind: 'add', key: counter, by: 7 }]);

    const read = await store().getMany([order.key, aKey(), counter, user.key]);

    expect(read).toStrictEqual([
      { ...order, version: 1 },
      undefined,
      { key: counter, body: { value: 7 }, version: 1 },
      { ...user, version: 1 },
    ]);
  });

  it('refuses to insert a row twice and keeps the first', async () => {
    const item = anItem({ state: 'first' });
    await store().commit([{ kind: 'insert', item }]);

    const second = await store().commit([
      { kind: 'insert', item: { ...item, body: { state: 'second' } } },
    ]);

    expect(second).toEqual(conflict(0));
    expect((await store().get(item.key))?.body).toEqual({ state: 'first' });
  });

  it('replaces a whole row at the expected version only', async () => {
    const item = { ...anItem({ old: 1 }), indexes: { index1: { partition: 'p', sort: 's' } } };
    await store().commit([{ kind: 'insert', item }]);
    const replacement = { key: item.key, body: { fresh: 2 } };
    const replaceAt = (expectedVersion: number) =>
      store().commit([{ kind: 'replace', item: replacement, expectedVersion }]);

    expect(await replaceAt(2)).toEqual(conflict(0));
    expect(await replaceAt(1)).toEqual(done);
    expect(await replaceAt(1)).toEqual(conflict(0));

    expect(await store().get(item.key)).toStrictEqual({ ...replacement, version: 2 });
  });

  it('refuses to replace or remove what is absent', async () => {
    const item = anItem({});

    for (const change of [
      { kind: 'replace', item, expectedVersion: 1 },
      { kind: 'remove', key: item.key, expectedVersion: 1 },
    ] as const) {
      expect(await store().commit([change])).toEqual(conflict(0));
    }
  });

  it('removes a row at the expected version only', async () => {
    const item = anItem({});
    await store().commit([{ kind: 'insert', item }]);
    const removeAt = (expectedVersion: number) =>
      store().commit([{ kind: 'remove', key: item.key, expectedVersion }]);

    expect(await removeAt(7)).toEqual(conflict(0));
    expect(await store().get(item.key)).toBeDefined();
    expect(await removeAt(1)).toEqual(done);
    expect(await store().get(item.key)).toBeUndefined();
  });

  it('begins again at version 1 when a removed row is inserted anew', async () => {
    const item = anItem({});
    await store().commit([{ kind: 'insert', item }]);
    await store().commit([{ kind: 'remove', key: item.key, expectedVersion: 1 }]);

    expect(await store().commit([{ kind: 'insert', item }])).toEqual(done);
    expect((await store().get(item.key))?.version).toBe(1);
  });

  it('holds a requirement without writing', async () => {
    const [present, absent] = [anItem({}), aKey()];
    await store().commit([{ kind: 'insert', item: present }]);
    const require = (key: Key, version: number | 'absent') =>
      store().commit([{ kind: 'require', key, version }]);

    expect(await require(present.key, 1)).toEqual(done);
    expect(await require(present.key, 2)).toEqual(conflict(0));
    expect(await require(present.key, 'absent')).toEqual(conflict(0));
    expect(await require(absent, 'absent')).toEqual(done);
    expect(await require(absent, 1)).toEqual(conflict(0));
    expect((await store().get(present.key))?.version).toBe(1);
  });
}

export function describeTogether(store: () => Store): void {
  it('commits changes of several tables together', async () => {
    const order = anItem({ state: 'submitted' }, 'orders');
    const hold = anItem({ amountFen: 5 }, 'payments');

    const result = await store().commit([
      { kind: 'insert', item: order },
      { kind: 'insert', item: hold },
      { kind: 'require', key: aKey('users'), version: 'absent' },
      { kind: 'add', key: { ...hold.key, sort: 'COUNT' }, by: 3 },
    ]);

    expect(result).toEqual(done);
    expect((await store().get(order.key))?.version).toBe(1);
    expect((await store().get({ ...hold.key, sort: 'COUNT' }))?.body).toEqual({ value: 3 });
  });

  it('writes nothing when one condition fails, and names every one that did', async () => {
    const taken = anItem({});
    await store().commit([{ kind: 'insert', item: taken }]);
    const fresh = anItem({});

    const result = await store().commit([
      { kind: 'insert', item: taken },
      { kind: 'insert', item: fresh },
      { kind: 'require', key: aKey(), version: 4 },
      { kind: 'add', key: aKey(), by: 1, max: 0 },
    ]);

    expect(result).toEqual(conflict(0, 2, 3));
    expect(await store().get(fresh.key)).toBeUndefined();
  });

  it('commits a hundred changes', async () => {
    const items = Array.from({ length: 100 }, (_, at) => anItem({ at }));

    expect(await store().commit(items.map((item) => ({ kind: 'insert', item })))).toEqual(done);
    expect((await store().get(items[99]!.key))?.body).toEqual({ at: 99 });
  });

  it('lets exactly one of many concurrent writers of a version win', async () => {
    const item = anItem({ winner: -1 });
    await store().commit([{ kind: 'insert', item }]);

    const results = await Promise.all(
      Array.from({ length: 8 }, (_, winner) =>
        store().commit([
          { kind: 'replace', item: { ...item, body: { winner } }, expectedVersion: 1 },
          { kind: 'insert', item: anItem({ winner }) },
        ]),
      ),
    );

    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect((await store().get(item.key))?.body).toEqual({
      winner: results.findIndex(({ ok }) => ok),
    });
  });
}
