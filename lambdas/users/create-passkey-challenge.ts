/** What a passkey is to sign: the same for everybody, so that nobody's having one is told. */
import { createPasskeyChallenge } from '../contract/sign-in';
import { newCeremony } from '../core/users/ceremonies';
import { mayAsk } from '../core/users/code-sending';
import { openPasskeys } from '../platform/composition/passkeys';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';

export const handler = serve(createPasskeyChallenge)
  .using({ store: openStore, passkeys: openPasskeys, random: openRandom })
  .with(async ({ sourceIp, now }, { store, passkeys, random }) => {
    const may = await mayAsk(store, { sourceIp }, now);
    if (!may.ok) return may;
    const { ceremonyId, challenge, expiresAt, change } = newCeremony('use', now, random);
    const options = await passkeys.requestOptions(challenge);
    const kept = await store.commit([change]);
    return kept.ok ? answer(201, { ceremonyId, expiresAt, options }) : refuse('conflict');
  });
