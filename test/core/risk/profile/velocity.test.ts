/** Velocity: exact counts in buckets, each application once, never lower for one more. */
import fc from 'fast-check';
import { MemoryStore } from '../../../../lambdas/adapters/memory-store';
import {
  countingChanges,
  readVelocity,
  rowsRead,
  type VelocityEvent,
} from '../../../../lambdas/core/risk/profile/velocity';
import { velocityKindNames } from '../../../../lambdas/core/risk/profile/velocity-kinds';

const now = Date.parse('2027-01-15T08:05:00Z');
const minutes = 60_000;
const hours = 60 * minutes;
const days = 24 * hours;

let store: MemoryStore;
beforeEach(() => {
  store = new MemoryStore({ now: () => now });
});

describe('a window', () => {
  it.each([
    ['1h', 65 * minutes, 66 * minutes],
    ['24h', 24 * hours + 5 * minutes, 24 * hours + 6 * minutes],
    ['7d', 7 * days + 8 * hours, 7 * days + 9 * hours],
    ['30d', 30 * days + 8 * hours, 30 * days + 9 * hours],
  ] as const)('of %s reaches back to the start of its bucket', async (window, within, before) => {
    await count({ atMillis: now - within });
    expect(await read()).toMatchObject({ [`deviceApplications${window}`]: 1 });

    store = new MemoryStore({ now: () => now });
    await count({ atMillis: now - before });
    expect(await read()).toMatchObject({ [`deviceApplications${window}`]: 0 });
  });
});

describe('an application', () => {
  it('is counted once however often it is tried', async () => {
    await count({ eventId: 'one' });
    await count({ eventId: 'one', atMillis: now - 5 * minutes });

    expect(await read()).toMatchObject({ deviceApplications1h: 1, deviceApplications30d: 1 });
  });

  it('is counted by every key it has, and by no other', async () => {
    const keys = { phone: 'p', ip: 'i', employer: 'e' };
    await count({ keys });
    const counts = await readVelocity(store, { ...keys, card: 'c' }, now);

    expect(counts).toMatchObject({
      phoneApplications1h: 1,
      ipApplications1h: 1,
      ipCustomers1h: 1,
      employerCustomers30d: 1,
      cardApplications30d: 0,
    });
    expect(counts).not.toHaveProperty('deviceApplications1h');
  });

  it('tells customers apart under a device, and devices under a phone', async () => {
    for (const [customerId, device] of [
      ['ada', 'd1'],
      ['ada', 'd2'],
      ['bob', 'd1'],
    ] as const)
      await count({ customerId, keys: { device, phone: 'p' } });
    await count({ customerId: 'ada', keys: { phone: 'p' } });

    expect(await readVelocity(store, { device: 'd1', phone: 'p' }, now)).toMatchObject({
      deviceApplications24h: 2,
      deviceCustomers24h: 2,
      phoneApplications24h: 4,
      phoneDevices24h: 2,
    });
  });

  it('leaves rows that expire, each some time after its last window', () => {
    const rows = countingChanges(anEvent({ keys: { ip: 'i' } }));
    const lives = rows.map((row) => {
      const expires = row.kind === 'insert' ? row.item.expiresAtEpochSeconds : undefined;
      const at = row.kind === 'add' ? row.expiresAtEpochSeconds : expires;
      return Number(at) * 1000 - now;
    });

    expect(rows).toHaveLength(4);
    expect(Math.min(...lives)).toBeGreaterThan(hours);
    expect(Math.max(...lives)).toBeLessThan(33 * days);
  });

  it('shares no row with another customer, and a network has eight partitions', () => {
    const rows = Array.from({ length: 200 }, (_, n) =>
      countingChanges(anEvent({ customerId: `cus_${n}`, keys: { subnet: 's' } })),
    ).flatMap((changes) => changes.flatMap((one) => (one.kind === 'add' ? [one.key] : [])));

    expect(new Set(rows.map(({ partition, sort }) => `${partition} ${sort}`)).size).toBe(600);
    expect(new Set(rows.map(({ partition }) => partition)).size).toBe(8);
  });
});

describe('one more application', () => {
  const someone = fc.record({
    eventId: fc.string({ minLength: 1, maxLength: 2 }),
    customerId: fc.constantFrom('ada', 'bob', 'eve'),
    device: fc.option(fc.constantFrom('d1', 'd2'), { nil: undefined }),
    ip: fc.constantFrom('i1', 'i2'),
    ageMillis: fc.integer({ min: 0, max: 32 * days }),
  });

  it('never lowers a count', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(someone, { maxLength: 12 }), someone, async (past, one) => {
        store = new MemoryStore({ now: () => now });
        for (const each of past) await count(eventOf(each));
        const before = await readAll();
        await count(eventOf(one));
        const after = await readAll();

        for (const [at, counts] of before.entries())
          for (const [field, value] of Object.entries(counts))
            expect(Number(after[at]?.[field as never])).toBeGreaterThanOrEqual(Number(value));
      }),
      { numRuns: 60 },
    );
  });

  it('never lowers a count that says only "at least so many"', async () => {
    for (let n = 0; n < rowsRead + 1; n += 1)
      await count({ customerId: `cus_${n}`, atMillis: now - 9 * days });
    const before = await read();
    // Rows of customers who were there before push others off the page.
    for (let n = 0; n < 40; n += 1) await count({ customerId: `cus_${n}`, atMillis: now });
    const after = await read();

    expect(before).toMatchObject({ deviceApplications30d: rowsRead, deviceCustomers30d: 31 });
    expect(after).toMatchObject({ deviceApplications30d: rowsRead, deviceCustomers30d: 31 });
    expect(after).toMatchObject({ deviceApplications1h: 40, deviceCustomers24h: 39 });
  });
});

let events = 0;

const anEvent = (given: Partial<VelocityEvent>): VelocityEvent => {
  events += 1;
  return {
    eventId: `event-${events}`,
    customerId: 'ada',
    keys: { device: 'd1' },
    atMillis: now,
    ...given,
  };
};

const count = (given: Partial<VelocityEvent>) => store.commit(countingChanges(anEvent(given)));

const read = () => readVelocity(store, { device: 'd1' }, now);

const readAll = () =>
  Promise.all(
    ['1', '2'].map((n) =>
      readVelocity(
        store,
        Object.fromEntries(velocityKindNames.map((kind) => [kind, `${kind[0]}${n}`])),
        now,
      ),
    ),
  );

const eventOf = ({
  device,
  ip,
  ageMillis,
  ...one
}: {
  eventId: string;
  customerId: string;
  device: string | undefined;
  ip: string;
  ageMillis: number;
}): Partial<VelocityEvent> => ({
  ...one,
  atMillis: now - ageMillis,
  keys: { ...(device && { device }), ip, phone: 'p1', subnet: 's1' },
});
