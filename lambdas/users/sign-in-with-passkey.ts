/** Signs in with a passkey: two factors in one, and the only way in for staff. */
import { signInWithPasskey } from '../contract/sign-in';
import { readDevice } from '../core/users/devices';
import { enter } from '../core/users/entry';
import { checkPasskey } from '../core/users/passkeys';
import { roleOf } from '../core/users/subjects';
import { openPasskeys as passkeys } from '../platform/composition/passkeys';
import { openRandom as random } from '../platform/composition/random';
import { openStore as store } from '../platform/composition/store';
import { openTokenIssuer as tokens } from '../platform/composition/token-issuer';
import { answer, refuse, serve } from '../platform/serve';
import { issueTokens } from './tokens';

export const handler = serve(signInWithPasskey)
  .using({ store, tokens, passkeys, random })
  .with(async ({ body, now }, services) => {
    const { store, random } = services;
    const checked = await checkPasskey(services, body, now);
    if (!checked.ok) return refuse(checked.error);
    const id = checked.value.subjectId;
    const role = await roleOf(store, id);
    if (!role) return refuse('passkey_rejected');

    const shown = await readDevice(store, body);
    const device = shown?.customerId === id ? shown : undefined;
    const { deviceId } = body;
    const subject = { id, role };
    const entry = enter({ subject, factor: 'passkey', deviceId, device }, now, random);
    const signedIn = await store.commit(entry.changes);
    return signedIn.ok ? answer(201, await issueTokens(services, entry, now)) : refuse('conflict');
  });
