/** Closes the account and schedules its shredding, or says what stands against it. */
import { requestDeletion } from '../contract/own-data';
import { isScheduled, readDeletion, scheduleDeletion } from '../core/users/account-closing';
import { readBusiness } from '../core/users/business';
import { type DeletionBody, deletionView, dueOn } from '../core/users/deletion';
import { loadCustomer } from '../core/users/rows';
import { hasActiveWallet } from '../core/users/wallets';
import { forgetFace } from '../core/users/withdrawal';
import { openPictures } from '../platform/composition/pictures';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';

export const handler = serve(requestDeletion)
  .using({ store: openStore, pictures: openPictures })
  .with(async ({ body, caller, now, today, requestId }, { store, pictures }) => {
    const customerId = caller.id;
    const customer = await loadCustomer(store, customerId);
    if (!customer) return refuse('not_found');
    const standing = await readDeletion(store, customerId);
    if (isScheduled(standing)) return answer(202, deletionView(standing.body));
    if (await hasActiveWallet(store, customerId))
      return refuse('deletion_refused', { reasons: ['walletLinked'] });
    const business = await readBusiness(store, customerId);
    const due = dueOn(business, body.whenRetentionEnds ?? false, today);
    if (!due.ok) return refuse('deletion_refused', { ...due.error });

    const face = await forgetFace(store, pictures, customerId);
    const requestedAt = new Date(now).toISOString();
    const deletion: DeletionBody = {
      customerId,
      status: 'scheduled',
      requestedAt,
      shredsOn: due.value,
    };
    const asking = { customerId, requestId, now };
    const written = await scheduleDeletion(store, customer, standing, deletion, asking, face);
    return written.ok ? answer(202, deletionView(deletion)) : refuse('conflict');
  });
