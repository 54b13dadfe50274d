/** Where to send the ID card's two pictures: two forms that expire. */
import { createCardUpload } from '../contract/users';
import { spendNow } from '../core/allowance';
import { newId } from '../core/identifiers';
import { failure } from '../core/result';
import * as upload from '../core/users/card-upload';
import { loadCustomer } from '../core/users/rows';
import { openConsentTexts } from '../platform/composition/consent-texts';
import { openPictures } from '../platform/composition/pictures';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';

export const handler = serve(createCardUpload)
  .using({
    store: openStore,
    pictures: openPictures,
    random: openRandom,
    texts: openConsentTexts,
  })
  .with(async ({ caller, now, today }, { store, pictures, random, texts }) => {
    const loaded = await loadCustomer(store, caller.id);
    const customer = upload.mayProveIdentity(loaded, { texts, today });
    if (!customer.ok) return failure(customer.error);
    const spent = await spendNow(store, [[upload.uploadsPerDay, caller.id]], now);
    if (!spent.ok) return refuse('too_many_requests', { ...spent.error });

    const uploadId = newId('upl', random);
    const kept = await store.commit([upload.keepUpload(caller.id, uploadId, now)]);
    if (!kept.ok) return refuse('conflict');
    const form = (side: upload.CardSide) =>
      pictures.uploadForm(upload.pictureKey(caller.id, uploadId, side), upload.uploadLimits);
    const [front, back] = await Promise.all([form('front'), form('back')]);
    const expiresAt = new Date(now + upload.uploadLifeSeconds * 1000).toISOString();
    return answer(201, { uploadId, expiresAt, front, back });
  });
