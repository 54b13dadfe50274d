/** Begins to create a passkey, for whoever has proven enough to add one. */
import { createPasskeyRegistration } from '../contract/factors';
import { newCeremony } from '../core/users/ceremonies';
import { mayAddPasskey } from '../core/users/passkey-adding';
import { openPasskeys } from '../platform/composition/passkeys';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';

export const handler = serve(createPasskeyRegistration)
  .using({ store: openStore, passkeys: openPasskeys, random: openRandom })
  .with(async ({ caller, now }, { store, passkeys, random }) => {
    const may = await mayAddPasskey(store, caller, now);
    if (!may.ok) return may;
    const ceremony = newCeremony('create', now, random, caller.id);
    // The last characters tell accounts apart in the authenticator's list; no personal data.
    const user = { subjectId: caller.id, name: `Sunlend ${caller.id.slice(-4)}` };
    const options = await passkeys.creationOptions(user, ceremony.challenge, may.value);
    const kept = await store.commit([ceremony.change]);
    if (!kept.ok) return refuse('conflict');
    const { ceremonyId, expiresAt } = ceremony;
    return answer(201, { ceremonyId, expiresAt, options });
  });
