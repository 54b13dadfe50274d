/** Staff: who may sign in with which role. Rows are written by a command, never by the API. */
import { newId, type Randomness } from '../identifiers';
import type { Key, Store } from '../ports/store';
import type { Vault } from '../ports/vault';
import { failure, type Result, success } from '../result';
import { phoneKey } from './rows';

export type StaffBody = {
  readonly staffId: string;
  readonly role: string;
  readonly addedAt: string;
};

export const staffKey = (phoneIndex: string): Key => ({
  table: 'users',
  partition: `PHONE#${phoneIndex}`,
  sort: 'STAFF',
});

export interface StaffServices {
  readonly store: Store;
  readonly vault: Pick<Vault, 'blindIndex'>;
  readonly random: Randomness;
}

/**
 * Lets a phone sign in with a staff role; a role given before is replaced.
 * `phoneOfBorrower`: whoever lends must not borrow under the same phone.
 */
export async function addStaff(
  { store, vault, random }: StaffServices,
  { phone, role }: { readonly phone: string; readonly role: string },
  now: number,
): Promise<Result<StaffBody, 'phoneOfBorrower' | 'conflict'>> {
  const phoneIndex = await vault.blindIndex('phone', phone);
  const key = staffKey(phoneIndex);
  const [before, borrower] = await Promise.all([
    store.get<StaffBody>(key),
    store.get(phoneKey(phoneIndex)),
  ]);
  if (borrower) return failure('phoneOfBorrower');
  const staffId = before?.body.staffId ?? newId('stf', random);
  const body: StaffBody = { staffId, role, addedAt: new Date(now).toISOString() };
  const written = await store.commit([
    { kind: 'require', key: phoneKey(phoneIndex), version: 'absent' },
    before
      ? { kind: 'replace', item: { key, body }, expectedVersion: before.version }
      : { kind: 'insert', item: { key, body } },
  ]);
  return written.ok ? success(body) : failure('conflict');
}

/** Ends a phone's staff role; true if there was one. */
export async function removeStaff(
  { store, vault }: Omit<StaffServices, 'random'>,
  phone: string,
): Promise<boolean> {
  const key = staffKey(await vault.blindIndex('phone', phone));
  const row = await store.get<StaffBody>(key);
  if (!row) return false;
  return (await store.commit([{ kind: 'remove', key, expectedVersion: row.version }])).ok;
}
