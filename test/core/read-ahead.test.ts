/** Rows that are foreseen come in one round trip; who asks twice is told what is true now. */
import { MemoryStore, type StoreOperation } from '../../lambdas/adapters/memory-store';
import type { Key } from '../../lambdas/core/ports/store';
import { readAhead } from '../../lambdas/core/read-ahead';

const [one, other, unforeseen] = ['one', 'other', 'unforeseen'].map(
  (sort): Key => ({ table: 'users', partition: 'P', sort }),
) as [Key, Key, Key];
let asked: StoreOperation['kind'][];
let store: MemoryStore;

beforeEach(async () => {
  asked = [];
  store = new MemoryStore({ fault: ({ kind }) => void asked.push(kind) });
  await store.commit([{ kind: 'insert', item: { key: one, body: { state: 'first' } } }]);
  asked = [];
});

it('reads all rows together when the first of them is asked for, and none before', async () => {
  const ahead = readAhead(store, [one, other, one]);
  expect(asked).toEqual([]);

  expect(await ahead.get(other)).toBeUndefined();
  expect((await ahead.get(one))?.body).toEqual({ state: 'first' });
  expect(asked).toEqual(['getMany']);
});

it('reads once, however many ask at the same moment', async () => {
  const ahead = readAhead(store, [one, other]);
  const read = await Promise.all([ahead.get(one), ahead.get(other)]);
  expect(read.map((item) => item?.version)).toEqual([1, undefined]);
  expect(asked).toEqual(['getMany']);
});

it('asks the store itself the second time, and for what was not foreseen', async () => {
  const ahead = readAhead(store, [one]);
  await ahead.get(one);
  const item = { key: one, body: { state: 'second' } };
  await ahead.commit([{ kind: 'replace', item, expectedVersion: 1 }]);

  expect((await ahead.get(one))?.body).toEqual({ state: 'second' });
  expect(await ahead.get(unforeseen)).toBeUndefined();
  expect(asked).toEqual(['getMany', 'commit', 'get', 'get']);
});
