/** Reads both pictures of an ID card and keeps the reading, sealed, until it is confirmed. */
import { readCard } from '../contract/users';
import { spendNow } from '../core/allowance';
import { newId } from '../core/identifiers';
import { failure } from '../core/result';
import * as reading from '../core/users/card-reading';
import { findUpload, mayProveIdentity } from '../core/users/card-upload';
import { loadCustomer } from '../core/users/rows';
import { openCardReader as reader } from '../platform/composition/card-reader';
import { openConsentTexts as texts } from '../platform/composition/consent-texts';
import { openPictures as pictures } from '../platform/composition/pictures';
import { openRandom as random } from '../platform/composition/random';
import { openStore as store } from '../platform/composition/store';
import { openVault as vault } from '../platform/composition/vault';
import { answer, refuse, serve } from '../platform/serve';

export const handler = serve(readCard)
  .using({ store, vault, pictures, reader, random, texts })
  .with(async ({ body: { uploadId }, caller, now, today }, services) => {
    const { store, vault, pictures, reader, random, texts } = services;
    const customer = mayProveIdentity(await loadCustomer(store, caller.id), { texts, today });
    if (!customer.ok) return failure(customer.error);
    const upload = await findUpload(store, caller.id, uploadId, now);
    if (!upload) return refuse('picture_missing');
    const sent = await reading.fetchCard(pictures, caller.id, uploadId);
    if (!sent.ok) return failure(sent.error);
    const spent = await spendNow(store, [[reading.readingsPerDay, caller.id]], now);
    if (!spent.ok) return refuse('too_many_requests', { ...spent.error });

    const card = await reading.readIdCard(reader, sent.value, today);
    if (!card.ok) return failure(card.error);
    const readingId = newId('rdg', random);
    const ids = { readingId, uploadId, now };
    const change = await reading.keepReading(vault, caller.id, ids, card.value, sent.value);
    const kept = await store.commit([change]);
    if (!kept.ok) return refuse('conflict');
    return answer(201, reading.readingView(card.value, readingId, now));
  });
