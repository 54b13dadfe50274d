/** How often one warm function asks KMS while it serves many profiles, every look audited. */
import { randomBytes } from 'node:crypto';
import type { KMSClient } from '@aws-sdk/client-kms';
import { KmsVault } from '../../lambdas/adapters/kms-vault';
import { MemoryStore } from '../../lambdas/adapters/memory-store';
import { dayInChina } from '../../lambdas/core/china-day';
import { newId } from '../../lambdas/core/identifiers';
import { profileView, sealedOf } from '../../lambdas/core/users/profile';
import { prepareRegistration, register } from '../../lambdas/core/users/registration';
import { loadCustomer } from '../../lambdas/core/users/rows';
import { openConsentTexts } from '../../lambdas/platform/composition/consent-texts';
import { Kms } from '../kms/kms';

const keyId = '00000000-0000-4000-8000-000000000000';
const keyArn = `arn:aws:kms:eu-west-1:000000000000:key/${keyId}`;

export interface ProfileReads {
  readonly reads: number;
  readonly users: number;
  readonly kmsCalls: number;
  readonly auditEntries: number;
  readonly microsecondsPerRead: number;
  readonly target: number;
  readonly met: boolean;
}

/** Registers the users through one function and reads their profiles through another. */
export async function readProfiles(users = 1_000, reads = 10_000): Promise<ProfileReads> {
  const kms = countedKms();
  const store = new MemoryStore();
  const aVault = () =>
    new KmsVault({
      kms: kms.client,
      store,
      sealingKeyId: () => keyArn,
      blindIndexKeyId: () => keyArn,
      random: randomBytes,
      now: Date.now,
    });
  const customers = await registered(users, store, aVault());

  const vault = aVault();
  kms.calls = 0;
  const started = process.hrtime.bigint();
  for (let read = 0; read < reads; read += 1) {
    await readProfile(store, vault, customers[read % users]!);
  }
  const micros = Number(process.hrtime.bigint() - started) / 1_000;
  const entries = [...store.everything()].filter(({ key }) => key.sort.startsWith('ENTRY#'));
  return {
    reads,
    users,
    kmsCalls: kms.calls,
    auditEntries: entries.length,
    microsecondsPerRead: Number((micros / reads).toFixed(1)),
    target: 2,
    met: kms.calls <= 2 && entries.length === reads,
  };
}

/** What getProfile does between the request and the answer. */
async function readProfile(store: MemoryStore, vault: KmsVault, actorId: string): Promise<void> {
  const customer = await loadCustomer(store, actorId);
  if (!customer) throw new Error('a registered customer is missing');
  const opening = { purpose: 'showToOwner', actorId, requestId: 'bench', now: Date.now() } as const;
  const opened = await vault.open(sealedOf(customer), opening);
  const on = { texts: openConsentTexts(), today: dayInChina(opening.now) };
  const { maskedPhone } = profileView(customer, opened, on);
  if (!/^154\*{4}\d{4}$/.test(maskedPhone)) throw new Error('the profile is not what was sealed');
}

async function registered(users: number, store: MemoryStore, vault: KmsVault): Promise<string[]> {
  const customers: string[] = [];
  for (let user = 0; user < users; user += 1) {
    const phone = `154${String(user).padStart(8, '0')}`;
    const registration = await prepareRegistration(newId('cus', randomBytes), phone, vault);
    await store.commit(register(registration, `index-of-${phone}`, Date.now()));
    customers.push(registration.customerId);
  }
  return customers;
}

/** The laptop's KMS without its wire: bytes become base64 on the way in and back on the way out. */
function countedKms(): { calls: number; readonly client: KMSClient } {
  const resource = {
    keyId,
    arn: keyArn,
    keySpec: 'SYMMETRIC_DEFAULT',
    keyUsage: 'ENCRYPT_DECRYPT',
    aliases: [],
  };
  const kms = new Kms([resource] as never, { load: () => ({}), save: () => {} });
  const counted = {
    calls: 0,
    client: {
      async send(command: { readonly input: object }) {
        counted.calls += 1;
        const action = command.constructor.name.replace(/Command$/, '');
        const input = mapped(command.input, (value) =>
          value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
        );
        const answer = await kms.call({ action, input } as never);
        return mapped(answer, (value, name) =>
          /^(Plaintext|CiphertextBlob)$/.test(name) ? Buffer.from(String(value), 'base64') : value,
        );
      },
    } as unknown as KMSClient,
  };
  return counted;
}

const mapped = (object: object, map: (value: unknown, name: string) => unknown) =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(value, name)]));
