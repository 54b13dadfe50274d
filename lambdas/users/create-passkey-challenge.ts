/** What a passkey is to sign: the same for everybody, so that nobody's having one is told. */
import { createPasskeyChallenge } from '../contract/sign-in';
import { newCeremony } from '../core/users/ceremonies';
import { mayAsk } from '../core/users/code-sending';
import { openPasskeys as passkeys } from '../platform/composition/passkeys';
import { openRandom as random } from '../platform/composition/random';
import { openStore as store } from '../platform/composition/store';
import { openVault as vault } from '../platform/composition/vault';
import { answer, refuse, serve } from '../platform/serve';

export const handler = serve(createPasskeyChallenge)
  .using({ store, vault, passkeys, random })
  .with(async ({ sourceIp, now }, { store, vault, passkeys, random }) => {
    const may = await mayAsk({ store, vault }, { sourceIp }, now);
    if (!may.ok) return may;
    const { ceremonyId, challenge, expiresAt, change } = newCeremony('use', now, random);
    const options = await passkeys.requestOptions(challenge);
    const kept = await store.commit([change]);
    return kept.ok ? answer(201, { ceremonyId, expiresAt, options }) : refuse('conflict');
  });
