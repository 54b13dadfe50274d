/** Sealed data opens where it was sealed and nowhere else, and nobody opens it unseen. */
import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { branchKeyKey, branchKeyLifeMillis } from '../../lambdas/adapters/branch-keys';
import { KmsVault } from '../../lambdas/adapters/kms-vault';
import { MemoryStore } from '../../lambdas/adapters/memory-store';
import {
  EnvelopeUnreadable,
  envelopeOverhead,
  openEnvelope,
  sealEnvelope,
} from '../../lambdas/adapters/sealed-envelope';
import type { Store } from '../../lambdas/core/ports/store';
import { readLinks } from '../../lambdas/core/users/audit-chain';
import { dataKeyKey, insertDataKey } from '../../lambdas/core/users/key-rows';
import { bankCardKey, contactKey, identityKey } from '../../lambdas/core/users/rows';
import type { Opening, Place, Sealed } from '../../lambdas/core/users/sealed-records';
import { FakeKms, fakeKeyIds } from '../support/fake-kms';

const opening: Opening = {
  purpose: 'showToOwner',
  actorId: 'cus_ada',
  requestId: 'request-1',
  now: Date.UTC(2026, 10, 22),
};

describe('the vault', () => {
  it('opens what it sealed', async () => {
    const { vault, newCustomer } = aVault();
    const place = await newCustomer('ada');
    const sealed = await sealContact(vault, place, '13900000001');
    expect(await vault.open([sealed], opening)).toEqual([{ phone: '13900000001' }]);
  });

  it('opens several records of one customer at once', async () => {
    const { vault, newCustomer } = aVault();
    const place = await newCustomer('ada');
    const card: Place<'bankCard'> = {
      ...place,
      record: 'bankCard',
      key: bankCardKey('ada', 'card_1'),
    };
    const content = { cardNumber: '6222020000000000000', phone: '13900000002' };
    const sealedCard = { ...card, blob: await vault.seal(card, content) };
    const sealedContact = await sealContact(vault, place, '13900000001');
    const opened = await vault.open([sealedCard, sealedContact], opening);
    expect(opened).toEqual([content, { phone: '13900000001' }]);
  });

  it.each<[string, (sealed: Sealed) => Sealed]>([
    ['another customer', (sealed) => ({ ...sealed, customerId: 'eve' })],
    ['another field', (sealed) => ({ ...sealed, record: 'bankCard' })],
    ['another row', (sealed) => ({ ...sealed, key: identityKey('ada') })],
    [
      'the same row of another customer',
      (sealed) => ({ ...sealed, customerId: 'eve', key: contactKey('eve') }),
    ],
    [
      'the same row of another table',
      (sealed) => ({ ...sealed, key: { ...sealed.key, table: 'orders' } }),
    ],
    ['a later version of the row', (sealed) => ({ ...sealed, version: 2 })],
  ])('does not open a blob moved to %s', async (_, move) => {
    const { vault, newCustomer } = aVault();
    const place = await newCustomer('ada');
    await newCustomer('eve');
    const sealed = await sealContact(vault, place, '13900000001');
    await expect(vault.open([move(sealed)], opening)).rejects.toThrow(EnvelopeUnreadable);
  });

  it("does not open one customer's blob with another customer's key", async () => {
    const { vault, store, newCustomer } = aVault();
    const place = await newCustomer('ada');
    await newCustomer('eve');
    const sealed = await sealContact(vault, place, '13900000001');
    const evesKey = (await store.get<{ wrapped: Uint8Array }>(dataKeyKey('eve', 1)))!;
    const adasKey = (await store.get(dataKeyKey('ada', 1)))!;
    const item = { key: adasKey.key, body: evesKey.body };
    await store.commit([{ kind: 'replace', item, expectedVersion: adasKey.version }]);
    await expect(vault.open([sealed], opening)).rejects.toThrow(EnvelopeUnreadable);
  });

  it('opens nothing of a customer whose key is gone', async () => {
    const { vault, store, newCustomer } = aVault();
    const place = await newCustomer('ada');
    const sealed = await sealContact(vault, place, '13900000001');
    await store.commit([{ kind: 'remove', key: dataKeyKey('ada', 1), expectedVersion: 1 }]);
    await expect(vault.open([sealed], opening)).rejects.toThrow('no key');
    await expect(vault.seal(place, { phone: '13900000001' })).rejects.toThrow('no key');
  });

  it('does not open two customers at once', async () => {
    const { vault, newCustomer } = aVault();
    const ada = await sealContact(vault, await newCustomer('ada'), '13900000001');
    const eve = await sealContact(vault, await newCustomer('eve'), '13900000002');
    await expect(vault.open([ada, eve], opening)).rejects.toThrow('one customer');
  });

  it('keeps no plaintext in its rows', async () => {
    const { vault, newCustomer } = aVault();
    const { blob } = await sealContact(vault, await newCustomer('ada'), '13900000001');
    expect(Buffer.from(blob).toString('latin1')).not.toContain('13900000001');
  });

  it('never seals the same content to the same bytes', async () => {
    const { vault, newCustomer } = aVault();
    const place = await newCustomer('ada');
    const first = await sealContact(vault, place, '13900000001');
    const second = await sealContact(vault, place, '13900000001');
    expect(Buffer.from(first.blob).equals(Buffer.from(second.blob))).toBe(false);
  });
});

describe('the audit of openings', () => {
  it('names who opened what, why and in which request', async () => {
    const { vault, store, newCustomer } = aVault();
    await vault.open([await sealContact(vault, await newCustomer('ada'), '13900000001')], opening);
    expect(await readLinks(store, 'ada')).toMatchObject([
      {
        action: 'open',
        purpose: 'showToOwner',
        actorId: 'cus_ada',
        requestId: 'request-1',
        objects: ['contact@CONTACT'],
      },
    ]);
  });

  it('is written before the plaintext is handed out: without it nothing opens', async () => {
    const { vault, store, newCustomer } = aVault({ refuseAudit: true });
    const sealed = await sealContact(vault, await newCustomer('ada'), '13900000001');
    await expect(vault.open([sealed], opening)).rejects.toThrow('table is away');
    expect(await readLinks(store, 'ada')).toEqual([]);
  });

  it('tells of an attempt that failed', async () => {
    const { vault, store, newCustomer } = aVault();
    const sealed = await sealContact(vault, await newCustomer('ada'), '13900000001');
    await expect(vault.open([{ ...sealed, version: 7 }], opening)).rejects.toThrow();
    expect(await readLinks(store, 'ada')).toHaveLength(1);
  });
});

describe('calls of KMS', () => {
  it('unwrap the branch key once for 2,000 openings of 200 customers', async () => {
    const { kms, store, vault, newCustomer } = aVault();
    const sealed: Sealed[] = [];
    for (let n = 0; n < 200; n += 1) {
      sealed.push(await sealContact(vault, await newCustomer(`c${n}`), '13900000001'));
    }
    const warmUp = aVaultOver(store, kms);
    kms.calls.Decrypt = 0;
    for (let n = 0; n < 2000; n += 1) await warmUp.open([sealed[n % 200]!], opening);
    expect(kms.calls).toEqual({ GenerateDataKey: 1, Decrypt: 1 });
  });

  it('unwrap the branch key once for many openings at once, and again after 15 minutes', async () => {
    const { kms, store, vault, newCustomer } = aVault();
    const sealed = await sealContact(vault, await newCustomer('ada'), '13900000001');
    const clock = { now: 0 };
    const other = aVaultOver(store, kms, clock);
    await Promise.all(Array.from({ length: 20 }, () => other.open([sealed], opening)));
    expect(kms.calls.Decrypt).toBe(1);
    clock.now = branchKeyLifeMillis - 1;
    await other.open([sealed], opening);
    expect(kms.calls.Decrypt).toBe(1);
    clock.now = branchKeyLifeMillis;
    await Promise.all(Array.from({ length: 20 }, () => other.open([sealed], opening)));
    expect(kms.calls.Decrypt).toBe(2);
  });

  it('make one branch key although ten functions start at once', async () => {
    const { kms, store } = aVault();
    const vaults = Array.from({ length: 10 }, () => aVaultOver(store, kms));
    const sealed = await Promise.all(
      vaults.map(async (vault, n) => {
        const customerId = `c${n}`;
        const key = await vault.newCustomerKey(customerId);
        const place = contactPlace(customerId);
        await store.commit([insertDataKey(customerId, key)]);
        return { ...place, blob: key.seal(place, { phone: `1390000000${n}` }) };
      }),
    );
    expect(await store.get(branchKeyKey(1))).toBeDefined();
    expect(await store.get(branchKeyKey(2))).toBeUndefined();
    for (const [n, each] of sealed.entries()) {
      const [contact] = await vaults[9 - n]!.open([each], opening);
      expect(contact).toEqual({ phone: `1390000000${n}` });
    }
  });
});

describe('the blind index', () => {
  it('is the same for the same value and tells kinds apart', async () => {
    const { vault } = aVault();
    const index = await vault.blindIndex('phone', '13900000001');
    expect(index).toMatch(/^[0-9a-f]{64}$/);
    expect(await vault.blindIndex('phone', '13900000001')).toBe(index);
    expect(await vault.blindIndex('phone', '13900000002')).not.toBe(index);
    expect(await vault.blindIndex('cardNumber', '13900000001')).not.toBe(index);
  });
});

describe('the envelope', () => {
  const key = randomBytes(32);

  it('opens to what went in, with 31 bytes on top', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 2000 }),
        fc.string(),
        fc.integer({ min: 0, max: 65_535 }),
        (plaintext, context, keyVersion) => {
          const blob = sealEnvelope(key, keyVersion, randomBytes(12), context, plaintext);
          expect(blob.length - plaintext.length).toBe(envelopeOverhead);
          expect(new Uint8Array(openEnvelope(key, context, blob))).toEqual(plaintext);
        },
      ),
    );
    expect(envelopeOverhead).toBeLessThanOrEqual(60);
  });

  it('does not open when any one bit of it was changed, or it was cut', () => {
    const blob = sealEnvelope(key, 1, randomBytes(12), 'here', Buffer.from('张三'));
    for (let bit = 0; bit < blob.length * 8; bit += 1) {
      const changed = Buffer.from(blob);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => openEnvelope(key, 'here', changed)).toThrow(EnvelopeUnreadable);
    }
    for (let length = 0; length < blob.length; length += 1) {
      expect(() => openEnvelope(key, 'here', blob.subarray(0, length))).toThrow();
    }
  });
});

const contactPlace = (customerId: string): Place<'contact'> => ({
  customerId,
  record: 'contact',
  key: contactKey(customerId),
  version: 1,
});

function aVault({ refuseAudit = false } = {}) {
  const kms = new FakeKms();
  const store = new MemoryStore();
  const audited: Store = {
    get: (key) => store.get(key),
    getMany: (keys) => store.getMany(keys),
    query: (query) => store.query(query),
    commit: (changes) => {
      const isAudit = changes.some(
        (change) => change.kind === 'insert' && change.item.key.partition.startsWith('AUDIT#'),
      );
      if (refuseAudit && isAudit) throw new Error('the table is away');
      return store.commit(changes);
    },
  };
  const vault = aVaultOver(audited, kms);
  const newCustomer = async (customerId: string): Promise<Place<'contact'>> => {
    const key = await vault.newCustomerKey(customerId);
    await store.commit([insertDataKey(customerId, key)]);
    return contactPlace(customerId);
  };
  return { kms, store, vault, newCustomer };
}

const aVaultOver = (store: Store, kms: FakeKms, clock = { now: 0 }) =>
  new KmsVault({
    kms: kms.client,
    store,
    sealingKeyId: () => fakeKeyIds.sealing,
    blindIndexKeyId: () => fakeKeyIds.blindIndex,
    random: randomBytes,
    now: () => clock.now,
  });

const sealContact = async (vault: KmsVault, place: Place<'contact'>, phone: string) => ({
  ...place,
  blob: await vault.seal(place, { phone }),
});
