/** How an entry of a list is shown to risk staff: never who it is. */
import type * as z from 'zod';
import type { approveListing } from '../contract/risk-lists';
import type { Listing } from '../core/risk/lists/listing';

export function listingView({
  proposal,
  ...listing
}: Listing): z.input<(typeof approveListing)['responses'][201]> {
  if (!proposal) return listing;
  const { change, proposedBy, proposedAt } = proposal;
  const until = change.kind === 'snooze' ? { until: change.until } : {};
  return { ...listing, proposal: { change: change.kind, ...until, proposedBy, proposedAt } };
}
