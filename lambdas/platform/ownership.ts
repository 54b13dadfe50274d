/** Whose a thing is: the one place where the ids of a path are held against who asks. */
import { type OwnedResource, pathParameters, type RouteDefinition } from '../contract/route';
import { orderKey } from '../core/orders/order-record';
import type { Body, Item, Key, Store } from '../core/ports/store';
import { type Problem, problem } from '../core/problem';
import { loanKey } from '../core/repayment/loan-record';
import { failure, type Result, success } from '../core/result';
import { livenessKey } from '../core/users/checks';
import { identityReviewKey } from '../core/users/identity-reviews';
import { passkeyKey } from '../core/users/passkeys';
import { sessionKey } from '../core/users/sessions';
import { walletKey } from '../core/users/wallets';

/** What of a path is the caller's, as it was read. */
export type Owned = ReadonlyMap<string, Item>;

interface Ownership {
  /** Rows of a caller's own partition are theirs by their key. */
  readonly key: (id: string, callerId: string) => Key;
  /** The member of the row that names the owner; absent where the key does. */
  readonly owner?: string;
}

const ownerships: Readonly<Record<OwnedResource, Ownership>> = {
  order: { key: orderKey, owner: 'customerId' },
  loan: { key: loanKey, owner: 'customerId' },
  identityReview: { key: identityReviewKey, owner: 'customerId' },
  livenessCheck: { key: (id, callerId) => livenessKey(callerId, id) },
  session: { key: sessionKey, owner: 'subjectId' },
  passkey: { key: passkeyKey, owner: 'subjectId' },
  wallet: { key: (id, callerId) => walletKey(callerId, id) },
};

interface OwnedRow {
  readonly id: string;
  readonly key: Key;
  readonly owner: string | undefined;
}

/** The rows of what the path names. */
export function ownedRows(route: RouteDefinition, params: unknown, callerId: string): OwnedRow[] {
  return pathParameters(route.path).flatMap((name) => {
    const resource = route.owned?.[name];
    if (resource === undefined || resource === 'unowned') return [];
    const { key, owner } = ownerships[resource];
    const id = (params as Readonly<Record<string, string>>)[name] ?? '';
    return [{ id, key: key(id, callerId), owner }];
  });
}

/**
 * Reads everything that the path names. Somebody else's, one that is gone and one that never was
 * are refused alike, and before the operation has seen anything of it.
 */
export async function findOwned(
  route: RouteDefinition,
  params: unknown,
  callerId: string,
  services: object,
): Promise<Result<Owned, Problem>> {
  const owned = new Map<string, Item>();
  const { store } = services as { readonly store: Store };
  for (const { id, key, owner } of ownedRows(route, params, callerId)) {
    const item = await store.get<Body>(key);
    if (!item || (owner && item.body[owner] !== callerId)) return failure(problem('not_found'));
    owned.set(id, item);
  }
  return success(owned);
}
