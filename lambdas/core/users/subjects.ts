/** Who may still sign in: a customer whose account stands, or staff with their present role. */
import type { Store } from '../ports/store';
import { type ProfileBody, profileKey } from './rows';
import { readStaff } from './staff';

/** Undefined when there is nobody of this id, or no longer. */
export async function roleOf(store: Store, subjectId: string): Promise<string | undefined> {
  if (subjectId.startsWith('stf_')) return (await readStaff(store, subjectId))?.body.role;
  return (await store.get<ProfileBody>(profileKey(subjectId))) ? 'borrower' : undefined;
}
