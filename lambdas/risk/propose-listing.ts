/** POST /risk-lists/{list}/entries: asks for somebody to be listed, known by blind index alone. */
import { proposeListing } from '../contract/risk-lists';
import { type Listing, listedIdOf, stands } from '../core/risk/lists/listing';
import { type ListingItem, listingKey, writeListing } from '../core/risk/lists/listing-rows';
import { listedSubject } from '../core/risk/lists/subjects';
import { staffEntry } from '../core/users/audit';
import { commitAudited } from '../core/users/audit-chain';
import { openStore } from '../platform/composition/store';
import { openVault } from '../platform/composition/vault';
import { answer, refuse, serve } from '../platform/serve';
import { listingView } from './listing-view';

const wrong = (path: string, reason: string) =>
  refuse('validation_failed', undefined, [{ path, reason }]);

export const handler = serve(proposeListing)
  .using({ store: openStore, vault: openVault })
  .with(async ({ params: { list }, body, caller, now, requestId }, { store, vault }) => {
    const { kind, reason, source, expiresAt } = body;
    const subject = listedSubject(kind, body.value);
    if (!subject.ok) return wrong('body.value', `no ${kind}`);
    if (expiresAt !== undefined && Date.parse(expiresAt) <= now)
      return wrong('body.expiresAt', 'not to come');
    const { indexedAs, value } = subject.value;
    const listedId = listedIdOf(kind, await vault.blindIndex(indexedAs, value));
    const before = await store.get<ListingItem['body']>(listingKey(list, listedId));
    if (before && stands(before.body, now)) return answer(201, listingView(before.body));
    const proposedAt = new Date(now).toISOString();
    const listing: Listing = {
      ...{ listedId, list, kind, reason, source, status: 'proposed' },
      ...(expiresAt && { expiresAt: new Date(expiresAt).toISOString() }),
      proposal: { change: { kind: 'add' }, proposedBy: caller.id, proposedAt },
    };
    const entries = [staffEntry(caller.id, 'proposeListing', requestId, [list, listedId])];
    const changes = [writeListing(before, listing)];
    const kept = await commitAudited(store, { subjectId: caller.id, entries, now }, changes);
    return kept.ok ? answer(201, listingView(listing)) : refuse('conflict');
  });
