/** POST …/changes: asks for an entry to be snoozed or removed. */
import { proposeListingChange } from '../contract/risk-lists';
import { type ListingChange, propose } from '../core/risk/lists/listing';
import { openStore } from '../platform/composition/store';
import { refuse, serve } from '../platform/serve';
import { changeListing } from './listing-change';

export const handler = serve(proposeListingChange)
  .using({ store: openStore })
  .with(async (request, { store }) => {
    const { body, caller, now } = request;
    const change = changeOf(body, now);
    if (!change) {
      const field = { path: 'body.until', reason: 'an instant to come, of a snooze alone' };
      return refuse('validation_failed', undefined, [field]);
    }
    return changeListing(store, request, (listing) => propose(listing, change, caller.id, now));
  });

function changeOf(
  { change, until }: { change: 'snooze' | 'remove'; until?: string | undefined },
  nowMillis: number,
): ListingChange | undefined {
  if (change === 'remove') return until === undefined ? { kind: 'remove' } : undefined;
  if (until === undefined || Date.parse(until) <= nowMillis) return undefined;
  return { kind: 'snooze', until: new Date(until).toISOString() };
}
