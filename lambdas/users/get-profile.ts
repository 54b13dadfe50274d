/** One's own profile, masked: every look at it is in the audit trail. */
import { getProfile } from '../contract/users';
import { profileView, sealedOf } from '../core/users/profile';
import { loadCustomer } from '../core/users/rows';
import { openConsentTexts } from '../platform/composition/consent-texts';
import { openStore } from '../platform/composition/store';
import { openVault } from '../platform/composition/vault';
import { answer, refuse, serve } from '../platform/serve';

export const handler = serve(getProfile)
  .using({ store: openStore, vault: openVault, texts: openConsentTexts })
  .with(async ({ caller, now, today, requestId }, { store, vault, texts }) => {
    const customer = await loadCustomer(store, caller.id);
    if (!customer) return refuse('not_found');
    const opening = { purpose: 'showToOwner', actorId: caller.id, requestId, now } as const;
    const opened = await vault.open(sealedOf(customer), opening);
    return answer(200, profileView(customer, opened, { texts, today }));
  });
