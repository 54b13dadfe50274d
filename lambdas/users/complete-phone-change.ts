/** Changes the phone once both are proven; wherever else one was signed in, one is no longer. */
import { completePhoneChange } from '../contract/factors';
import { failure } from '../core/result';
import { maskPhoneNumber } from '../core/users/masks';
import { changePhone, checkBothPhones } from '../core/users/phone-change';
import { endOtherSessions } from '../core/users/sessions';
import { openStore } from '../platform/composition/store';
import { openVault } from '../platform/composition/vault';
import { answer, refuse, serve } from '../platform/serve';

export const handler = serve(completePhoneChange)
  .using({ store: openStore, vault: openVault })
  .with(async ({ body, caller, now }, services) => {
    const { store } = services;
    const proven = await checkBothPhones(services, caller.id, body, now);
    if (!proven.ok) return failure(proven.error);
    const changes = await changePhone(services, caller.id, body.phone, proven.value);
    if (!changes.ok) return refuse(changes.error);
    const changed = await store.commit(changes.value);
    if (!changed.ok) return refuse('conflict');
    await endOtherSessions(store, caller.id, caller.sessionId, now);
    return answer(200, { maskedPhone: maskPhoneNumber(body.phone) });
  });
