/** POST …/rejection: a proposed change of an entry is rejected or taken back. */
import { rejectListing } from '../contract/risk-lists';
import { reject } from '../core/risk/lists/listing';
import { openStore } from '../platform/composition/store';
import { serve } from '../platform/serve';
import { changeListing } from './listing-change';

export const handler = serve(rejectListing)
  .using({ store: openStore })
  .with((request, { store }) =>
    changeListing(store, request, (listing) => reject(listing, request.caller.id, request.now)),
  );
