/** Confirms a reading: the person typed what the card says, and has no account yet. */
import { confirmCard } from '../contract/users';
import { newId } from '../core/identifiers';
import { failure } from '../core/result';
import * as confirmation from '../core/users/card-confirmation';
import { holdCardPictures } from '../core/users/card-keeping';
import { findReading } from '../core/users/card-reading';
import { mayProveIdentity } from '../core/users/card-upload';
import { loadCustomer } from '../core/users/rows';
import { openConsentTexts as texts } from '../platform/composition/consent-texts';
import { openPictures as pictures } from '../platform/composition/pictures';
import { openRandom as random } from '../platform/composition/random';
import { openStore as store } from '../platform/composition/store';
import { openVault as vault } from '../platform/composition/vault';
import { answer, refuse, serve } from '../platform/serve';

export const handler = serve(confirmCard)
  .using({ store, vault, pictures, texts, random })
  .with(async ({ body, caller, now, today, requestId }, services) => {
    const { store, vault, pictures, texts, random } = services;
    const customer = mayProveIdentity(await loadCustomer(store, caller.id), { texts, today });
    if (!customer.ok) return failure(customer.error);
    const reading = await findReading(store, caller.id, body.readingId, now);
    if (!reading) return refuse('reading_expired');
    const opening = { purpose: 'confirmIdentity', actorId: caller.id, requestId, now } as const;
    const [identity] = await vault.open([reading.sealed], opening);
    const { fieldsToCheck } = reading.row.body;
    const confirmed = confirmation.confirmReading(identity, body, fieldsToCheck, today);
    if (!confirmed.ok) return refuse(confirmed.error);
    const idNumberIndex = await vault.blindIndex('idNumber', identity.idNumber);
    const owner = await confirmation.readIdNumberOwner(store, idNumberIndex);
    if (confirmation.isTaken(owner, caller.id, now)) return refuse('identity_taken');
    const held = await holdCardPictures(pictures, caller.id, reading.row.body);
    if (!held.ok) return refuse(held.error);
    const ids = { eventId: newId('evt', random), idNumberIndex };
    const facts = { customer: customer.value, reading, identity, owner, ...ids, now };
    const written = await store.commit(await confirmation.confirmCard(vault, facts));
    if (written.ok) return answer(201, { status: 'cardConfirmed' });
    return refuse(written.error.failed.includes(0) ? 'identity_taken' : 'conflict');
  });
