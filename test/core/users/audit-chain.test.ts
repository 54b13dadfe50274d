/** The audit trail cannot be touched unnoticed, and many who write at once all stand in it. */
import * as fc from 'fast-check';
import { MemoryStore } from '../../../lambdas/adapters/memory-store';
import type { Change, Item } from '../../../lambdas/core/ports/store';
import type { AuditEntry } from '../../../lambdas/core/users/audit';
import {
  commitAudited,
  headKey,
  type LinkBody,
  linkHash,
  linkKey,
  linksOf,
  readLinks,
  subjects,
} from '../../../lambdas/core/users/audit-chain';
import { verifyChain } from '../../../lambdas/core/users/audit-verification';

const ada = 'cus_ada';
const now = Date.UTC(2026, 10, 22);

describe('an audit chain', () => {
  it('holds every entry in order, with actor, purpose and request', async () => {
    const store = await aChain(3);
    const links = await readLinks(store, ada);
    expect(links.map(({ sequence, requestId }) => [sequence, requestId])).toEqual([
      [1, 'request-1'],
      [2, 'request-2'],
      [3, 'request-3'],
    ]);
    expect(links[0]).toMatchObject({ actorId: ada, purpose: 'showToOwner', action: 'open' });
    expect(await verifyChain(store, ada)).toEqual({ entries: 3, findings: [] });
  });

  it('takes the entries of many who write at once, each once', async () => {
    const store = new MemoryStore();
    await Promise.all(Array.from({ length: 40 }, (_, at) => write(store, at + 1)));
    const links = await readLinks(store, ada);
    expect(links.map(({ requestId }) => requestId).sort()).toEqual(
      Array.from({ length: 40 }, (_, at) => `request-${at + 1}`).sort(),
    );
    expect(await verifyChain(store, ada)).toEqual({ entries: 40, findings: [] });
  });

  it('is committed with what it tells of, or neither is', async () => {
    const store = await aChain(1);
    const taken = linkKey(ada, 1);
    const change: Change = { kind: 'insert', item: { key: taken, body: {} } };
    const written = await commitAudited(store, anEntry(2), [change]);
    expect(written).toEqual({ ok: false, error: { code: 'conflict', failed: [0] } });
    expect(await readLinks(store, ada)).toHaveLength(1);
  });

  it('is found among all chains', async () => {
    const store = await aChain(2);
    await commitAudited(store, { ...anEntry(1), subjectId: 'stf_eve' });
    const found: string[] = [];
    for await (const subject of subjects(store)) found.push(subject);
    expect(found.sort()).toEqual([ada, 'stf_eve']);
  });

  it('is empty for whom nothing was ever done', async () => {
    expect(await verifyChain(new MemoryStore(), ada)).toEqual({ entries: 0, findings: [] });
  });
});

describe('its verification', () => {
  const members: [keyof LinkBody, unknown][] = [
    ['action', 'giveConsent'],
    ['actorId', 'stf_eve'],
    ['purpose', 'review'],
    ['requestId', 'request-9'],
    ['objects', ['identity@IDENTITY']],
    ['at', '2026-11-23T00:00:00.000Z'],
    ['previousHash', '0'.repeat(64)],
    ['hash', '0'.repeat(64)],
  ];

  it.each(members)('finds an entry whose %s was changed', async (member, value) => {
    const store = await aChain(5);
    await rewrite(store, 3, (body) => ({ ...body, [member]: value }));
    expect((await verifyChain(store, ada)).findings).toContainEqual(found('changed', 3));
  });

  it.each([1, 3, 5])('finds entry %i changed together with its hash', async (sequence) => {
    const store = await aChain(5);
    await rewrite(store, sequence, (body) => rehashed({ ...body, actorId: 'stf_eve' }));
    expect((await verifyChain(store, ada)).findings).toContainEqual(found('changed', sequence));
  });

  it.each([1, 3, 5])(
    'finds entry %i removed and inserted anew with other words and a hash of its own',
    async (sequence) => {
      const store = await aChain(5);
      const item = await remove(store, sequence);
      const body = rehashed({ ...item.body, actorId: 'stf_eve' });
      await store.commit([{ kind: 'insert', item: { key: item.key, body } }]);
      expect((await verifyChain(store, ada)).findings).toEqual([found('changed', sequence)]);
    },
  );

  it.each([1, 3, 5])('finds that entry %i was removed', async (sequence) => {
    const store = await aChain(5);
    await remove(store, sequence);
    expect((await verifyChain(store, ada)).findings).toEqual([found('removed', sequence)]);
  });

  it('finds that all were removed', async () => {
    const store = await aChain(3);
    for (const sequence of [1, 2, 3]) await remove(store, sequence);
    expect((await verifyChain(store, ada)).findings).toEqual([found('removed', 1, 3)]);
  });

  it('finds the last entry and its trace in the head removed by an older head', async () => {
    const store = await aChain(2);
    const older = (await store.get(headKey(ada)))!;
    await write(store, 3);
    const head = (await store.get(headKey(ada)))!;
    const item = { key: head.key, body: older.body };
    await store.commit([{ kind: 'replace', item, expectedVersion: head.version }]);
    expect((await verifyChain(store, ada)).findings).toEqual([found('inserted', 3)]);
  });

  it('finds an entry inserted between two, and one put behind the last', async () => {
    const store = await aChain(3);
    const [second] = (await readLinks(store, ada)).slice(1);
    const between = { ...linkKey(ada, 2), sort: `${linkKey(ada, 2).sort}x` };
    await store.commit([{ kind: 'insert', item: { key: between, body: second! } }]);
    expect((await verifyChain(store, ada)).findings).toEqual([found('inserted', 2)]);

    const other = await aChain(3);
    const [last] = (await readLinks(other, ada)).slice(2);
    const body = rehashed({ ...last!, sequence: 4, previousHash: last!.hash });
    await other.commit([{ kind: 'insert', item: { key: linkKey(ada, 4), body } }]);
    expect((await verifyChain(other, ada)).findings).toEqual([found('inserted', 4)]);
  });

  it('finds another customer’s chain put in place of this one', async () => {
    const store = await aChain(0);
    await commitAudited(store, { ...anEntry(1), subjectId: 'cus_eve' });
    for await (const { key, body } of linksOf(store, 'cus_eve'))
      await store.commit([
        { kind: 'insert', item: { key: { ...key, partition: `AUDIT#${ada}` }, body } },
      ]);
    const head = (await store.get(headKey('cus_eve')))!;
    await store.commit([{ kind: 'insert', item: { key: headKey(ada), body: head.body } }]);
    expect((await verifyChain(store, ada)).findings).toContainEqual(found('changed', 1));
  });

  it('finds any one entry touched in any way, in a chain of any length', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.nat(),
        fc.constantFrom('remove', 'change', 'forge'),
        async (length, position, way) => {
          const store = await aChain(length);
          const sequence = (position % length) + 1;
          if (way === 'remove') await remove(store, sequence);
          else
            await rewrite(store, sequence, (body) => {
              const changed = { ...body, objects: [...body.objects, 'more'] };
              return way === 'forge' ? rehashed(changed) : changed;
            });
          expect((await verifyChain(store, ada)).findings.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 60 },
    );
  });
});

const found = (what: string, sequence: number, through = sequence) => ({
  what,
  sequence,
  through,
});

function anEntry(at: number) {
  const entry: AuditEntry = {
    action: 'open',
    actorId: ada,
    requestId: `request-${at}`,
    purpose: 'showToOwner',
    objects: ['contact@CONTACT'],
  };
  return { subjectId: ada, entries: [entry], now: now + at };
}

const write = (store: MemoryStore, at: number) => commitAudited(store, anEntry(at));

async function aChain(length: number): Promise<MemoryStore> {
  const store = new MemoryStore();
  for (let at = 1; at <= length; at += 1) await write(store, at);
  return store;
}

const rehashed = (body: LinkBody): LinkBody => ({ ...body, hash: linkHash(ada, body) });

async function rewrite(
  store: MemoryStore,
  sequence: number,
  change: (body: LinkBody) => LinkBody,
): Promise<void> {
  const { key, body, version } = (await store.get<LinkBody>(linkKey(ada, sequence)))!;
  const item = { key, body: change(body) };
  await store.commit([{ kind: 'replace', item, expectedVersion: version }]);
}

async function remove(store: MemoryStore, sequence: number): Promise<Item<LinkBody>> {
  const item = (await store.get<LinkBody>(linkKey(ada, sequence)))!;
  await store.commit([{ kind: 'remove', key: item.key, expectedVersion: item.version }]);
  return item;
}
