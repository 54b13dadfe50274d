/** Keeps the passkey that was created in a ceremony of the caller's. */
import { registerPasskey } from '../contract/factors';
import { insertPasskey, verifyNewPasskey } from '../core/users/passkeys';
import { openPasskeys } from '../platform/composition/passkeys';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { passkeyView } from './views';

export const handler = serve(registerPasskey)
  .using({ store: openStore, passkeys: openPasskeys })
  .with(async ({ body, caller, now }, services) => {
    const credential = await verifyNewPasskey(services, caller.id, body, now);
    if (!credential.ok) return refuse(credential.error);
    const passkey = insertPasskey(caller.id, credential.value, body.label, now);
    const kept = await services.store.commit([passkey.change]);
    return kept.ok ? answer(201, passkeyView(passkey.body)) : refuse('passkey_rejected');
  });
