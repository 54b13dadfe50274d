/** Whatever staff ask for is in their own audit chain before it is carried out. */
import { isStaffRole, type RouteDefinition } from '../contract/route';
import type { Store } from '../core/ports/store';
import { staffEntry } from '../core/users/audit';
import { commitAudited } from '../core/users/audit-chain';
import type { ReadRequest } from './request';

/** @throws when the entry cannot be written: then nothing is done */
export async function auditStaff(
  { operationId }: RouteDefinition,
  { caller, params }: Pick<ReadRequest, 'caller' | 'params'>,
  { requestId, now }: { readonly requestId: string; readonly now: number },
  services: object,
): Promise<void> {
  if (!isStaffRole(caller.role)) return;
  const { store } = services as { readonly store: Store };
  const ids = Object.entries(params as Readonly<Record<string, string>>);
  const objects = ids.map(([name, id]) => `${name} ${id}`);
  const entry = staffEntry(caller.id, operationId, requestId, objects);
  await commitAudited(store, { subjectId: caller.id, entries: [entry], now });
}
