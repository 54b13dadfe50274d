/** Asks for a reviewer of the ID card, once the bank has confirmed the person. */
import { requestIdentityReview } from '../contract/identity-reviews';
import { spendNow } from '../core/allowance';
import { newId } from '../core/identifiers';
import { failure } from '../core/result';
import { claim, isTaken, readIdNumberOwner } from '../core/users/card-confirmation';
import * as reviews from '../core/users/identity-reviews';
import { loadCustomer } from '../core/users/rows';
import { openConsentTexts } from '../platform/composition/consent-texts';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';

export const handler = serve(requestIdentityReview)
  .using({ store: openStore, random: openRandom, texts: openConsentTexts })
  .with(async (request, { store, random, texts }) => {
    const { body: asked, caller, now, today, remember } = request;
    const { bankCardId } = asked;
    const loaded = await loadCustomer(store, caller.id);
    const customer = reviews.mayAskForReview(loaded, bankCardId, { texts, today }, now);
    if (!customer.ok) return failure(customer.error);
    const { idNumberIndex = '' } = customer.value.profile.body;
    const owner = await readIdNumberOwner(store, idNumberIndex);
    if (isTaken(owner, caller.id, now)) return refuse('identity_taken');
    const spent = await spendNow(store, [[reviews.reviewsPerMonth, caller.id]], now);
    if (!spent.ok) return refuse('too_many_requests', { ...spent.error });

    const ids = { identityReviewId: newId('idr', random), bankCardId };
    const { body, changes } = reviews.openReview(customer.value, ids, now);
    const view = reviews.reviewView(body, now);
    const held = { customerId: caller.id, claimedUntilMillis: body.expiresAtMillis };
    const committed = await store.commit([
      ...changes,
      // The person stays claimed for as long as the review takes.
      claim(idNumberIndex, held, owner),
      ...remember({ status: 201, body: view }),
    ]);
    return committed.ok ? answer(201, view) : refuse('conflict');
  });
