/** Rows that will surely be needed, read in one round trip in place of one for each. */
import type { Body, Item, Key, Store } from './ports/store';

/**
 * The store, with those rows read together as soon as the first of them is asked for. Each is
 * handed out once: whoever asks again wants to know what has become of it meanwhile.
 */
export function readAhead(store: Store, keys: readonly Key[]): Store {
  const wanted = new Map(keys.map((key) => [nameOf(key), key]));
  const names = [...wanted.keys()];
  const unread = new Set(names);
  let reading: Promise<readonly (Item | undefined)[]> | undefined;
  return {
    async get<B = Body>(key: Key) {
      const name = nameOf(key);
      if (!unread.delete(name)) return store.get<B>(key);
      reading ??= store.getMany([...wanted.values()]);
      return (await reading)[names.indexOf(name)] as Item<B> | undefined;
    },
    getMany: (others) => store.getMany(others),
    query: (query) => store.query(query),
    commit: (changes, token) => store.commit(changes, token),
  };
}

const nameOf = ({ table, partition, sort }: Key): string =>
  JSON.stringify([table, partition, sort]);
