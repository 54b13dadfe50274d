/** Signs in with the gesture password, on a device that shows it was let in before. */
import { signInWithGesture } from '../contract/sign-in';
import { readDevice } from '../core/users/devices';
import { enter } from '../core/users/entry';
import { checkGesture } from '../core/users/gesture-password';
import { openRandom as random } from '../platform/composition/random';
import { openStore as store } from '../platform/composition/store';
import { openTokenIssuer as tokens } from '../platform/composition/token-issuer';
import { openVault as vault } from '../platform/composition/vault';
import { answer, refuse, serve } from '../platform/serve';
import { issueTokens } from './tokens';

export const handler = serve(signInWithGesture)
  .using({ store, vault, tokens, random })
  .with(async ({ body, now }, services) => {
    const { store, random } = services;
    const device = await readDevice(store, body);
    if (!device) return refuse('device_unknown');
    const { customerId, deviceId } = device;
    const checked = await checkGesture(services, customerId, body.gesture);
    if (!checked.ok) return refuse(checked.error);

    const subject = { id: customerId, role: 'borrower' };
    const entry = enter({ subject, factor: 'gesture', deviceId, device }, now, random);
    const signedIn = await store.commit(entry.changes);
    return signedIn.ok ? answer(201, await issueTokens(services, entry, now)) : refuse('conflict');
  });
