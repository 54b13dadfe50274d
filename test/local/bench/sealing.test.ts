/** What can be promised of sealing without a clock: its size, its calls of KMS, its round trips. */
import { randomBytes } from 'node:crypto';
import { KmsVault } from '../../../lambdas/adapters/kms-vault';
import { MemoryStore } from '../../../lambdas/adapters/memory-store';
import type { Store } from '../../../lambdas/core/ports/store';
import { prepareRegistration, register } from '../../../lambdas/core/users/registration';
import { loadCustomer } from '../../../lambdas/core/users/rows';
import { readProfiles } from '../../../local/bench/profile-reads';
import { sealedSize } from '../../../local/bench/sealing';
import { FakeKms, fakeKeyIds } from '../../support/fake-kms';

describe('sealing', () => {
  it('adds 31 bytes to a record', () => {
    expect(sealedSize()).toMatchObject({ overheadBytes: 31, met: true });
  });

  it('asks KMS at most twice for 10,000 profiles of 1,000 users, each look audited', async () => {
    const { kmsCalls, auditEntries } = await readProfiles();
    expect(kmsCalls).toBeLessThanOrEqual(2);
    expect(auditEntries).toBe(10_000);
  }, 60_000);
});

describe('an opening', () => {
  it('waits for the store twice, audit and all: once to read, once to write', async () => {
    const { store, customer, newVault } = await aCustomer();
    const waves = new Waves(store);
    const vault = newVault(waves.store);
    const opening = { purpose: 'showToOwner', actorId: 'cus_a', requestId: 'r', now: 0 } as const;
    // Cold, with the branch key still to be read, and warm.
    for (let times = 0; times < 2; times += 1) {
      await waves.during(vault.open([customer.contact], opening));
      expect(waves.count).toBe(2);
    }
  });
});

async function aCustomer() {
  const kms = new FakeKms();
  const store = new MemoryStore();
  const newVault = (over: Store) =>
    new KmsVault({
      kms: kms.client,
      store: over,
      sealingKeyId: () => fakeKeyIds.sealing,
      blindIndexKeyId: () => fakeKeyIds.blindIndex,
      random: randomBytes,
      now: () => 0,
    });
  const registration = await prepareRegistration('cus_a', '13900000001', newVault(store));
  await store.commit(register(registration, 'index', 0));
  return { store, newVault, customer: (await loadCustomer(store, 'cus_a'))! };
}

/** Answers everything that was asked since the last wave at once: as many waves as round trips. */
class Waves {
  count = 0;
  private waiting: (() => void)[] = [];
  readonly store: Store;

  constructor(inner: Store) {
    const wait = () => new Promise<void>((resolve) => this.waiting.push(resolve));
    this.store = {
      get: (key) => wait().then(() => inner.get(key)),
      getMany: (keys) => wait().then(() => inner.getMany(keys)),
      query: (query) => wait().then(() => inner.query(query)),
      commit: (changes) => wait().then(() => inner.commit(changes)),
    };
  }

  async during(work: Promise<unknown>): Promise<void> {
    this.count = 0;
    let isDone = false;
    const finished = work.finally(() => {
      isDone = true;
    });
    while (!isDone) {
      // Whatever can go on by itself does so first.
      for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
      if (this.waiting.length === 0) continue;
      this.count += 1;
      for (const release of this.waiting.splice(0)) release();
    }
    await finished;
  }
}
