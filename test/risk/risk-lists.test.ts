/** Black, grey and white lists: two people, blind indexes alone, snoozed, expired and removed. */
import { createHash } from 'node:crypto';
import { MemoryStore } from '../../lambdas/adapters/memory-store';
import { proposeListing as route } from '../../lambdas/contract/risk-lists';
import { listHits } from '../../lambdas/core/risk/lists/listing-rows';
import { readLinks } from '../../lambdas/core/users/audit-chain';
import { logger } from '../../lambdas/platform/observability';
import { handler as approveListing } from '../../lambdas/risk/approve-listing';
import { handler as listListings } from '../../lambdas/risk/list-listings';
import { handler as proposeListing } from '../../lambdas/risk/propose-listing';
import { handler as proposeListingChange } from '../../lambdas/risk/propose-listing-change';
import { handler as rejectListing } from '../../lambdas/risk/reject-listing';
import { type Caller, callApi, type Reply } from '../support/api-call';

logger.setLogLevel('SILENT');

const anna: Caller = { subject: 'stf_anna', role: 'risk', sessionId: 'ses_a' };
const boris: Caller = { subject: 'stf_boris', role: 'admin', sessionId: 'ses_b' };
const phone = '13800138000';

let now: number;
let calls: number;
let store: MemoryStore;

beforeEach(() => {
  now = Date.UTC(2026, 10, 22, 2);
  calls = 0;
  store = new MemoryStore({ now: () => now });
});

describe('an entry', () => {
  it('counts once a second person has approved it', async () => {
    const { listedId } = (await propose()).body;
    expect(await hits()).toEqual([]);
    expect((await approve(listedId, anna)).body.code).toBe('second_person_required');
    expect((await approve(listedId)).body).toMatchObject({ status: 'listed' });

    expect(await hits()).toEqual([{ list: 'black', kind: 'phone', listedId }]);
    const { values } = await found();
    expect(values).toEqual({ onBlackList: true, onGreyList: false, onWhiteList: false });
  });

  it('is found however the number was typed, and only as what it was listed as', async () => {
    await listed({ value: '+86 138-0013-8000' });

    expect(await hits()).toHaveLength(1);
    expect(await hits({ contact: indexOf('phone', phone) })).toEqual([]);
  });

  it('leaves no trace of the number itself, neither stored nor audited', async () => {
    await listed();

    expect(JSON.stringify([...store.everything()])).not.toContain(phone);
    expect(route.idempotent).toBeUndefined();
  });

  it('proposed twice is one entry', async () => {
    const first = await propose();
    const second = await propose({}, boris);

    expect(second.body).toEqual(first.body);
  });

  it('stands on several lists at once, on each by itself', async () => {
    await listed();
    await listed({}, 'grey');

    expect((await found()).values).toMatchObject({ onBlackList: true, onGreyList: true });
  });

  it('ends when it expires, and can be proposed anew', async () => {
    const { listedId } = await listed({ expiresAt: at(86_400) });
    now += 86_400_000;

    expect(await hits()).toEqual([]);
    await propose();
    await approve(listedId);
    expect(await hits()).toHaveLength(1);
  });

  it.each([
    ['phone', '12345'],
    ['idNumber', '110101199003074518'],
    ['card', '6222020000000000001'],
    ['ip', '300.1.1.1'],
    ['device', 'two words'],
    ['employer', '()'],
  ])('of kind %s is refused when it is none', async (kind, value) => {
    const { status, body } = await propose({ kind, value });

    expect([status, body.fields[0].path]).toEqual([400, 'body.value']);
    expect(JSON.stringify(body)).not.toContain(value);
  });

  it.each([
    ['ip', '8.8.8.8', 'network', 'v4/32:8080808'],
    ['subnet', '8.8.8.8', 'network', 'v4/24:80808'],
    ['employer', 'Acme (Xi’an) Co., Ltd.', 'employer', 'acmexi’ancoltd'],
  ])('of kind %s is found by the index an application has', async (kind, value, as, plain) => {
    await listed({ kind, value });

    expect(await hits({ [kind]: indexOf(as, plain) })).toHaveLength(1);
  });
});

describe('a change', () => {
  it('snoozes until its instant', async () => {
    const { listedId } = await listed();
    await change(listedId, { change: 'snooze', until: at(3_600) });
    expect(await hits()).toHaveLength(1);
    await approve(listedId);

    expect(await hits()).toEqual([]);
    now += 3_600_000;
    expect(await hits()).toHaveLength(1);
  });

  it('removes, by two people', async () => {
    const { listedId } = await listed();
    await change(listedId, { change: 'remove' });
    expect((await approve(listedId, anna)).body.code).toBe('second_person_required');
    await approve(listedId);

    expect(await hits()).toEqual([]);
    expect((await change(listedId, { change: 'remove' })).body.code).toBe('change_closed');
  });

  it('that is rejected changes nothing', async () => {
    const { listedId } = await listed();
    await change(listedId, { change: 'remove' });
    await call(rejectListing, { params: { list: 'black', listedId } });

    expect(await hits()).toHaveLength(1);
    expect((await approve(listedId)).body.code).toBe('change_closed');
  });

  it('lapses after a week', async () => {
    const { listedId } = (await propose()).body;
    now += 7 * 86_400_000;

    expect((await approve(listedId)).body.code).toBe('change_closed');
  });

  it.each([{ change: 'snooze' }, { change: 'snooze', until: '2020-01-01T00:00:00Z' }])(
    'as %j is refused',
    async (body) => {
      const { listedId } = await listed();
      expect((await change(listedId, body)).status).toBe(400);
    },
  );
});

describe('what staff are shown', () => {
  it('is every entry, and on request those that wait for a second person', async () => {
    const first = await listed();
    const second = (await propose({ value: '13900139000' })).body;
    const shown = async (query?: Record<string, string>) =>
      (await call(listListings, { params: { list: 'black' }, query })).body.entries.map(
        (entry: { listedId: string }) => entry.listedId,
      );

    expect((await shown()).sort()).toEqual([first.listedId, second.listedId].sort());
    expect(await shown({ pending: 'true' })).toEqual([second.listedId]);
  });

  it('is in the audit trail under who asked', async () => {
    const { listedId } = (await propose()).body;
    const told = (await readLinks(store, anna.subject)).flatMap(({ objects }) => objects);

    expect(told).toEqual(['list black', 'black', listedId]);
  });
});

const indexOf = (kind: string, value: string): string =>
  createHash('sha256').update(`${kind}:${value}`).digest('hex');

const at = (seconds: number): string => new Date(now + seconds * 1_000).toISOString();

const found = (indexes: object = { phone: indexOf('phone', phone) }) =>
  listHits(store, indexes, now);

const hits = async (indexes?: object) => (await found(indexes)).hits;

interface Servable {
  readonly over: (services: () => never, clock: () => number) => Parameters<typeof callApi>[0];
}

interface Asked {
  readonly as?: Caller;
  readonly params: Record<string, string>;
  readonly body?: object;
  readonly query?: Record<string, string> | undefined;
}

function call({ over }: Servable, { as = anna, query, ...rest }: Asked): Promise<Reply> {
  calls += 1;
  const vault = { blindIndex: async (kind: string, value: string) => indexOf(kind, value) };
  const handler = over(
    () => ({ store, vault }) as never,
    () => now,
  );
  const asked: typeof handler = (event, context) =>
    handler({ ...event, queryStringParameters: query ?? null }, context);
  return callApi(asked, { as, idempotencyKey: `key-${String(calls).padStart(16, '0')}`, ...rest });
}

const propose = (parts: object = {}, as = anna, list = 'black') => {
  const body = {
    kind: 'phone',
    value: phone,
    reason: 'fraudConfirmed',
    source: 'police',
    ...parts,
  };
  return call(proposeListing, { as, params: { list }, body });
};

const approve = (listedId: string, as = boris, list = 'black') =>
  call(approveListing, { as, params: { list, listedId } });

const change = (listedId: string, body: object) =>
  call(proposeListingChange, { params: { list: 'black', listedId }, body });

async function listed(parts: object = {}, list = 'black'): Promise<{ listedId: string }> {
  const { body } = await propose(parts, anna, list);
  const approved = await approve(body.listedId, boris, list);
  expect(approved.status).toBe(201);
  return approved.body;
}
