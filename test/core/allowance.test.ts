/** Allowances are buckets of tokens: so many at once, refilled evenly, and never more. */
import * as fc from 'fast-check';
import { MemoryStore } from '../../lambdas/adapters/memory-store';
import { type Allowance, spendNow } from '../../lambdas/core/allowance';

const tenAnHour: Allowance = { name: 'test', times: 10, perSeconds: 3_600 };
const start = Date.UTC(2026, 10, 22, 2);

describe('an allowance', () => {
  it('serves so many times at once, then one at a time as it refills', async () => {
    const world = aWorld();
    for (let n = 0; n < 10; n += 1) expect(await world.spend()).toBe(0);
    expect(await world.spend()).toBe(360);
    world.pass(359);
    expect(await world.spend()).toBe(1);
    world.pass(1);
    expect(await world.spend()).toBe(0);
    expect(await world.spend()).toBe(360);
  });

  it('is full again after its whole time, and holds no more than that', async () => {
    const world = aWorld();
    for (let n = 0; n < 10; n += 1) await world.spend();
    world.pass(10 * 3_600);
    for (let n = 0; n < 10; n += 1) expect(await world.spend()).toBe(0);
    expect(await world.spend()).toBeGreaterThan(0);
  });

  it('is one for each subject, and keeps no subject in the open', async () => {
    const world = aWorld();
    for (let n = 0; n < 10; n += 1) await world.spend('2001:db8::1');
    expect(await world.spend('2001:db8::1')).toBeGreaterThan(0);
    expect(await world.spend('2001:db8::2')).toBe(0);
    expect(JSON.stringify([...world.store.everything()])).not.toContain('2001');
  });

  it('is not outrun by requests at the same moment', async () => {
    const world = aWorld();
    const waits = await Promise.all(Array.from({ length: 40 }, () => world.spend()));
    expect(waits.filter((wait) => wait === 0).length).toBeLessThanOrEqual(10);
    expect(waits.filter((wait) => wait === 0).length).toBeGreaterThan(0);
  });

  it('is spent together with others or not at all', async () => {
    const world = aWorld();
    const one: Allowance = { name: 'one', times: 1, perSeconds: 60 };
    const both = () =>
      spendNow(world.store, [[tenAnHour, 'ada'] as const, [one, 'ada'] as const], world.now());
    expect((await both()).ok).toBe(true);
    expect(await both()).toMatchObject({ ok: false, error: { retryAfterSeconds: 60 } });
    for (let n = 0; n < 9; n += 1) expect(await world.spend('ada')).toBe(0);
    expect(await world.spend('ada')).toBeGreaterThan(0);
  });

  it('never serves more than a full bucket and what has trickled in, whatever the moments', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 60 }),
        async (pauses) => {
          const world = aWorld();
          let served = 0;
          for (const pause of pauses) {
            world.pass(pause);
            const wait = await world.spend();
            if (wait === 0) served += 1;
            else expect(wait).toBeLessThanOrEqual(360);
          }
          const trickled = (world.now() - start) / 360_000;
          expect(served).toBeLessThanOrEqual(10 + trickled + 1e-9);
        },
      ),
      { numRuns: 60 },
    ));
});

function aWorld() {
  let now = start;
  const store = new MemoryStore({ now: () => now });
  return {
    store,
    now: () => now,
    pass: (seconds: number) => {
      now += seconds * 1000;
    },
    /** Seconds to wait; 0 when it was served. */
    async spend(subject = 'ada'): Promise<number> {
      const spent = await spendNow(store, [[tenAnHour, subject]], now);
      return spent.ok ? 0 : spent.error.retryAfterSeconds;
    },
  };
}
