/** POST …/approval: a second person lists, snoozes or removes. */
import { approveListing } from '../contract/risk-lists';
import { approve } from '../core/risk/lists/listing';
import { openStore } from '../platform/composition/store';
import { serve } from '../platform/serve';
import { changeListing } from './listing-change';

export const handler = serve(approveListing)
  .using({ store: openStore })
  .with((request, { store }) =>
    changeListing(store, request, (listing) => approve(listing, request.caller.id, request.now)),
  );
