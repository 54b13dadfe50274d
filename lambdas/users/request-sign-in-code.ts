/** Sends a sign-in code: who signs up and who signs in is not told apart by the answer. */
import { requestSignInCode } from '../contract/sign-in';
import { spend, spendNow } from '../core/allowance';
import { newId } from '../core/identifiers';
import { prepareRegistration, subjectOf } from '../core/users/registration';
import * as codes from '../core/users/sign-in-code';
import { openNotifier } from '../platform/composition/notifier';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { openVault } from '../platform/composition/vault';
import { answer, refuse, serve } from '../platform/serve';

export const handler = serve(requestSignInCode)
  .using({ store: openStore, vault: openVault, notifier: openNotifier, random: openRandom })
  .with(async ({ body: { phone }, sourceIp, now }, { store, vault, notifier, random }) => {
    const network = codes.networkOf(sourceIp);
    const spent = await spendNow(store, [[codes.codesPerAddress, network]], now);
    if (!spent.ok) return refuse('too_many_requests', { ...spent.error });

    const phoneIndex = await vault.blindIndex('phone', phone);
    const last = await codes.readLastCode(store, phoneIndex);
    const retryAfterSeconds = codes.resendWaitSeconds(last, now);
    if (retryAfterSeconds > 0) return refuse('too_many_requests', { retryAfterSeconds });

    const code = codes.newCode(random);
    const challenge = codes.newChallenge(newId('chl', random), phoneIndex, now);
    const codeIndex = await vault.blindIndex('signInCode', codes.codeMessage(challenge, code));
    const registration = (await subjectOf(store, phoneIndex))
      ? undefined
      : await prepareRegistration(newId('cus', random), phone, vault);
    const kept = await store.commit([
      ...codes.keepChallenge({ ...challenge, codeIndex, registration }, last, now),
      spend(codes.codesPerPhone, phoneIndex, now),
    ]);
    if (!kept.ok)
      return refuse('too_many_requests', { retryAfterSeconds: codes.resendAfterSeconds });

    const sent = await notifier.send(phone, codes.codeNotice(code));
    return sent.ok ? answer(202, codes.challengeView(challenge)) : refuse('unavailable');
  });
