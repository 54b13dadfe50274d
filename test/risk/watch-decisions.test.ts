/** Watching decisions: what an idle day costs. */
import type { Change, Key, Query, Store } from '../../lambdas/core/ports/store';
import { openPolicies } from '../../lambdas/platform/composition/policies';
import { handler as watchDecisions } from '../../lambdas/risk/watch-decisions';
import { LendingWorld } from '../support/lending-world';

let world: LendingWorld;
beforeEach(() => {
  world = new LendingWorld();
});

describe('a morning on an idle system', () => {
  it('asks the store 15 times, the shards of the day at once', async () => {
    // The matured day is not known to have been idle: its shards are read, after the day's.
    expect(await idleMorning('2026-11-23')).toEqual({ gets: 1, queries: 22, atOnce: 8 });

    expect(await idleMorning('2027-05-23')).toEqual({ gets: 1, queries: 14, atOnce: 8 });
  });

  async function idleMorning(day: string) {
    world.moveTo(day, 6);
    const counts = { gets: 0, queries: 0, atOnce: 0 };
    let underWay = 0;
    const { store } = world;
    const counting = {
      get: (key: Key) => {
        counts.gets += 1;
        return store.get(key);
      },
      query: async (query: Query) => {
        counts.queries += 1;
        const ofShard = query.partition.startsWith('DECIDED#') ? 1 : 0;
        underWay += ofShard;
        counts.atOnce = Math.max(counts.atOnce, underWay);
        const page = await store.query(query);
        underWay -= ofShard;
        return page;
      },
      commit: (changes: readonly Change[]) => store.commit(changes),
    } as Store;
    const services = { store: counting, policies: openPolicies(counting) };
    await watchDecisions.operation(services, { now: world.now, today: world.today });
    return counts;
  }
});
