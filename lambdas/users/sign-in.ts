/** Signs in with a code; the first sign-in registers the borrower. */
import { signIn } from '../contract/sign-in';
import { newId } from '../core/identifiers';
import { register, subjectOf } from '../core/users/registration';
import { startSession } from '../core/users/sessions';
import * as codes from '../core/users/sign-in-code';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { openTokenIssuer } from '../platform/composition/token-issuer';
import { openVault } from '../platform/composition/vault';
import { answer, refuse, serve } from '../platform/serve';
import { tokensView } from './views';

export const handler = serve(signIn)
  .using({ store: openStore, vault: openVault, tokens: openTokenIssuer, random: openRandom })
  .with(async ({ body, now }, { store, vault, tokens, random }) => {
    const challenge = await codes.readChallenge(store, body.challengeId, now);
    if (!challenge) return refuse('code_expired');
    const counted = await store.commit([codes.countTry(challenge.body)]);
    if (!counted.ok) return refuse('code_attempts_exhausted');
    const typed = codes.codeMessage(challenge.body, body.code);
    const typedIndex = await vault.blindIndex('signInCode', typed);
    if (!codes.sameIndex(typedIndex, challenge.body.codeIndex)) return refuse('code_wrong');

    const { phoneIndex, registration } = challenge.body;
    const known = await subjectOf(store, phoneIndex);
    const subject = known ?? (registration && { id: registration.customerId, role: 'borrower' });
    if (!subject) return refuse('code_expired');
    const { session, refreshToken, change } = startSession(
      { subject, factor: 'sms', deviceId: body.deviceId },
      now,
      random,
    );
    const signedIn = await store.commit([
      codes.useUp(challenge),
      change,
      ...(!known && registration ? register(registration, phoneIndex, now) : []),
    ]);
    if (!signedIn.ok) return refuse('conflict');
    const accessToken = await tokens.issue(session, newId('tok', random), now);
    return answer(201, tokensView(session, accessToken, refreshToken, now));
  });
