/** The part of the Store contract about counters and about tokens. */
import type { Store } from '../../lambdas/core/ports/store';
import { aKey, anItem, aToken, conflict, done } from './store-builders';

export function describeCounters(store: () => Store): void {
  it('counts from zero, up and down, and grows the version', async () => {
    const key = aKey();
    for (const by of [5, -7, 0]) await store().commit([{ kind: 'add', key, by }]);

    expect(await store().get(key)).toStrictEqual({ key, body: { value: -2 }, version: 3 });
  });

  it('refuses a sum outside of the bounds, alone and in company', async () => {
    const key = aKey();
    const add = (by: number) => ({ kind: 'add', key, by, min: 0, max: 10 }) as const;

    expect(await store().commit([add(-1)])).toEqual(conflict(0));
    expect(await store().commit([add(11)])).toEqual(conflict(0));
    expect(await store().commit([add(10)])).toEqual(done);
    expect(await store().commit([add(1)])).toEqual(conflict(0));
    expect(await store().commit([add(1), { kind: 'insert', item: anItem({}) }])).toEqual(
      conflict(0),
    );
    expect(await store().commit([add(-10)])).toEqual(done);

    expect((await store().get(key))?.body).toEqual({ value: 0 });
  });

  it('never leaves the safe integers', async () => {
    const key = aKey();
    const add = (by: number) => store().commit([{ kind: 'add', key, by }]);
    await add(Number.MAX_SAFE_INTEGER);

    expect(await add(1)).toEqual(conflict(0));
    expect(await add(-Number.MAX_SAFE_INTEGER)).toEqual(done);
    expect(await add(Number.MIN_SAFE_INTEGER)).toEqual(done);
    expect(await add(-1)).toEqual(conflict(0));
  });

  it('keeps a counter’s expiry until another is named', async () => {
    const key = aKey();
    const add = (expiry?: number) =>
      store().commit([
        { kind: 'add', key, by: 1, ...(expiry ? { expiresAtEpochSeconds: expiry } : {}) },
      ]);
    await add(1_900_000_000);
    await add();
    expect((await store().get(key))?.expiresAtEpochSeconds).toBe(1_900_000_000);
    await add(1_900_000_060);
    expect((await store().get(key))?.expiresAtEpochSeconds).toBe(1_900_000_060);
  });

  it('does not add to a row that has a body', async () => {
    const item = anItem({ value: 5 });
    await store().commit([{ kind: 'insert', item }]);

    expect(await store().commit([{ kind: 'add', key: item.key, by: 1 }])).toEqual(conflict(0));
  });

  it('replaces and removes a counter as any row', async () => {
    const key = aKey();
    await store().commit([{ kind: 'add', key, by: 1 }]);
    const item = { key, body: { closed: true } };

    expect(await store().commit([{ kind: 'replace', item, expectedVersion: 1 }])).toEqual(done);
    expect((await store().get(key))?.body).toEqual({ closed: true });
    expect(await store().commit([{ kind: 'remove', key, expectedVersion: 2 }])).toEqual(done);
    expect(await store().commit([{ kind: 'add', key, by: 4 }])).toEqual(done);
    expect(await store().get(key)).toStrictEqual({ key, body: { value: 4 }, version: 1 });
  });

  it('loses no addition of concurrent callers', async () => {
    const key = aKey();
    const add = () => store().commit([{ kind: 'add', key, by: 1, max: 15 }]);

    const results = await Promise.all(Array.from({ length: 20 }, add));

    expect(results.filter(({ ok }) => ok)).toHaveLength(15);
    expect((await store().get(key))?.body).toEqual({ value: 15 });
  });
}

export function describeTokens(
  store: () => Store,
  advance: (millis: number) => Promise<void>,
): void {
  it('takes a repetition under the same token for the first', async () => {
    const key = aKey();
    const [changes, token] = [[{ kind: 'add', key, by: 1 }] as const, aToken()];

    expect(await store().commit(changes, token)).toEqual(done);
    expect(await store().commit(changes, token)).toEqual(done);

    expect((await store().get(key))?.body).toEqual({ value: 1 });
  });

  it('refuses other changes under the same token', async () => {
    const [key, token] = [aKey(), aToken()];
    await store().commit([{ kind: 'add', key, by: 1 }], token);

    await expect(store().commit([{ kind: 'add', key, by: 2 }], token)).rejects.toThrow();
    expect((await store().get(key))?.body).toEqual({ value: 1 });
  });

  it('does not use up the token of a refused commit', async () => {
    const [item, token] = [anItem({}), aToken()];
    await store().commit([{ kind: 'insert', item }]);
    const changes = [{ kind: 'insert', item }] as const;

    expect(await store().commit(changes, token)).toEqual(conflict(0));
    await store().commit([{ kind: 'remove', key: item.key, expectedVersion: 1 }]);
    expect(await store().commit(changes, token)).toEqual(done);
  });

  it('forgets a token after ten minutes', async () => {
    const key = aKey();
    const [changes, token] = [[{ kind: 'add', key, by: 1 }] as const, aToken()];
    await store().commit(changes, token);

    await advance(9 * 60_000);
    await store().commit(changes, token);
    expect((await store().get(key))?.body).toEqual({ value: 1 });
    await advance(2 * 60_000);
    await store().commit(changes, token);

    expect((await store().get(key))?.body).toEqual({ value: 2 });
  });

  it('takes a token of any length', async () => {
    const key = aKey();
    const changes = [{ kind: 'add', key, by: 1 }] as const;

    for (const token of ['x'.repeat(200), 'x'.repeat(200), 'x'.repeat(199)]) {
      expect(await store().commit(changes, aToken.prefixed(token))).toEqual(done);
    }

    expect((await store().get(key))?.body).toEqual({ value: 2 });
  });
}
