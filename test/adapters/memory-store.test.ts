import { type Fault, MemoryStore, type StoreOperation } from '../../lambdas/adapters/memory-store';
import type { Change, Key, NewItem } from '../../lambdas/core/ports/store';

const key: Key = { table: 'users', partition: 'P', sort: 'ROW' };
const item: NewItem = { key, body: { amountFen: 5 } };
const insert: Change = { kind: 'insert', item };

describe('faults of the Store in memory', () => {
  it.each(['error', 'timeout'] as const)('has no effect after an %s before it', async (kind) => {
    const { store } = faulty({ kind, at: 'before' });

    await expect(store.commit([insert])).rejects.toMatchObject({ name: nameOf(kind) });
    expect(await store.get(key)).toBeUndefined();
  });

  it.each(['error', 'timeout'] as const)('has its effect before an %s after it', async (kind) => {
    const { store } = faulty({ kind, at: 'after' });

    await expect(store.commit([insert])).rejects.toMatchObject({ name: nameOf(kind) });
    expect((await store.get(key))?.version).toBe(1);
  });

  it('lets a retry under the same token take the first effect for its own', async () => {
    const { store } = faulty({ kind: 'timeout', at: 'after' });

    await expect(store.commit([insert], 'token')).rejects.toThrow();
    expect(await store.commit([insert], 'token')).toMatchObject({ ok: true });
    expect((await store.get(key))?.version).toBe(1);
  });

  it('answers a duplicate once, and counts it twice without a token only', async () => {
    const add: Change = { kind: 'add', key, by: 1 };
    const { store } = faulty({ kind: 'duplicate' }, { kind: 'duplicate' });

    expect(await store.commit([add], 'token')).toMatchObject({ ok: true });
    expect(Array.from(store.everything())).toMatchObject([{ body: { value: 1 } }]);
    await store.commit([add]);
    expect(Array.from(store.everything())).toMatchObject([{ body: { value: 3 } }]);
  });

  it('asks before every operation, with what it is about', async () => {
    const { store, asked } = faulty();
    const query = { table: 'users', partition: 'P' } as const;
    await store.commit([insert], 'token');
    await store.get(key);
    await store.getMany([key]);
    await store.query(query);

    expect(asked).toEqual([
      { kind: 'commit', changes: [insert], token: 'token' },
      { kind: 'get', key },
      { kind: 'getMany', keys: [key] },
      { kind: 'query', query },
    ]);
  });

  it('drops expired rows when told, from their indexes too', async () => {
    const store = new MemoryStore();
    const indexes = { index1: { partition: 'DUE', sort: 'X' } };
    await store.commit([
      { kind: 'insert', item: { ...item, indexes, expiresAtEpochSeconds: 100 } },
      { kind: 'insert', item: { ...item, key: { ...key, sort: 'OTHER' }, indexes } },
    ]);
    const due = async () => {
      const { items } = await store.query({ table: 'users', index: 'index1', partition: 'DUE' });
      return items.map((one) => one.key.sort);
    };

    store.dropExpired(100);
    expect(await due()).toEqual(['OTHER', 'ROW']);
    store.dropExpired(101);
    expect(await due()).toEqual(['OTHER']);
  });
});

function faulty(...faults: Fault[]) {
  const asked: StoreOperation[] = [];
  const fault = (operation: StoreOperation) => {
    asked.push(operation);
    return faults.shift();
  };
  return { asked, store: new MemoryStore({ fault, now: () => 0 }) };
}

const nameOf = (kind: 'error' | 'timeout') =>
  kind === 'timeout' ? 'TimeoutError' : 'InternalServerError';
