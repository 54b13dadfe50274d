/** Customers with sealed records whose keys rotate, in the test's process. */
import { randomBytes } from 'node:crypto';
import { BranchKeys } from '../../lambdas/adapters/branch-keys';
import { CustomerKeys } from '../../lambdas/adapters/customer-keys';
import { KeyRotation } from '../../lambdas/adapters/key-rotation';
import { KmsVault } from '../../lambdas/adapters/kms-vault';
import { MemoryStore } from '../../lambdas/adapters/memory-store';
import { insertDataKey } from '../../lambdas/core/users/key-rows';
import { bankCardKey, contactKey, identityKey } from '../../lambdas/core/users/rows';
import type { Opening } from '../../lambdas/core/users/sealed-records';
import { readCustomerRows } from '../../lambdas/core/users/sealed-rows';
import { FakeKms, fakeKeyIds } from './fake-kms';

export const opening: Opening = {
  purpose: 'showToOwner',
  actorId: 'cus_ada',
  requestId: 'request-1',
  now: Date.UTC(2026, 10, 22),
};

export class RotatingWorld {
  now = Date.UTC(2026, 10, 22);
  readonly kms = new FakeKms();
  readonly store = new MemoryStore();
  /** What each customer's records say, in the order of their rows. */
  readonly customers = new Map<string, readonly unknown[]>();
  beforeCommit: (() => Promise<void>) | undefined;
  readonly rotation = this.newRotation();

  newVault(): KmsVault {
    const { kms, store } = this;
    return new KmsVault({
      kms: kms.client,
      store,
      sealingKeyId: () => fakeKeyIds.sealing,
      blindIndexKeyId: () => fakeKeyIds.blindIndex,
      random: randomBytes,
      now: () => this.now,
    });
  }

  private newRotation(): KeyRotation {
    const { kms } = this;
    const store = Object.assign(Object.create(this.store), {
      commit: async (...args: Parameters<MemoryStore['commit']>) => {
        await this.beforeCommit?.();
        return this.store.commit(...args);
      },
    }) as MemoryStore;
    const now = () => this.now;
    const keyId = () => fakeKeyIds.sealing;
    const branchKeys = new BranchKeys({ kms: kms.client, store, keyId, now });
    const customerKeys = new CustomerKeys({ store, branchKeys, random: randomBytes });
    const vault = this.newVault();
    return new KeyRotation({ store, vault, branchKeys, customerKeys, random: randomBytes, now });
  }

  async rotate(renew = false): Promise<{ moved: number; skipped: number }> {
    const counted = { moved: 0, skipped: 0 };
    const version = await this.rotation.begin();
    for await (const step of this.rotation.moveTo(version, renew)) counted[step] += 1;
    return counted;
  }

  /** With three sealed records. */
  async newCustomer(customerId: string, vault: KmsVault): Promise<void> {
    const key = await vault.newCustomerKey(customerId);
    const phone = `139000000${String(this.customers.size).padStart(2, '0')}`;
    const contents = [
      { key: bankCardKey(customerId, 'card_1'), record: 'bankCard', content: aCard(phone) },
      { key: contactKey(customerId), record: 'contact', content: { phone } },
      { key: identityKey(customerId), record: 'identity', content: anIdentity },
    ] as const;
    const rows = contents.map(({ key: row, record, content }) => {
      const sealed = key.seal({ customerId, record, key: row, version: 1 }, content as never);
      return { kind: 'insert', item: { key: row, body: { sealed } } } as const;
    });
    await this.store.commit([insertDataKey(customerId, key), ...rows]);
    this.customers.set(
      customerId,
      contents.map(({ content }) => content),
    );
  }

  async expectAllOpen(vault: KmsVault = this.newVault()): Promise<void> {
    for (const [customerId, contents] of this.customers) {
      const { sealed } = await readCustomerRows(this.store, customerId);
      const opened = await vault.open(
        sealed.map((each) => each.sealed),
        opening,
      );
      expect(opened).toEqual(contents);
    }
  }
}

/** With so many customers of three sealed records each. */
export async function aRotatingWorld(customers: number): Promise<RotatingWorld> {
  const world = new RotatingWorld();
  const vault = world.newVault();
  for (let n = 0; n < customers; n += 1) await world.newCustomer(`c${n}`, vault);
  return world;
}

const aCard = (phone: string) => ({ cardNumber: '6222020000000000006', phone });

const anIdentity = {
  name: '张三',
  idNumber: '110999199001011234',
  sex: 'male',
  ethnicity: '汉',
  bornOn: '1990-01-01',
  address: '云溪市东湖区',
  issuer: '云溪市公安局',
  validFrom: '2020-01-01',
} as const;
