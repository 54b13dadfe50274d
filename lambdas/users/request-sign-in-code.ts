/** Sends a sign-in code: who signs up and who signs in is not told apart by the answer. */
import { requestSignInCode } from '../contract/sign-in';
import { newId } from '../core/identifiers';
import { languageOf } from '../core/ports/notifier';
import { mayAsk, sendCode } from '../core/users/code-sending';
import { prepareRegistration, subjectOf } from '../core/users/registration';
import { openNotifier } from '../platform/composition/notifier';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { openVault } from '../platform/composition/vault';
import { answer, serve } from '../platform/serve';

export const handler = serve(requestSignInCode)
  .using({ store: openStore, vault: openVault, notifier: openNotifier, random: openRandom })
  .with(async ({ body, headers, sourceIp, now }, services) => {
    const { store, vault, random } = services;
    const { phone, deviceId } = body;
    const may = await mayAsk(services, { sourceIp, deviceId }, now);
    if (!may.ok) return may;

    const phoneIndex = await vault.blindIndex('phone', phone);
    const registration = (await subjectOf(store, phoneIndex))
      ? undefined
      : await prepareRegistration(newId('cus', random), phone, vault);
    const language = languageOf(headers['accept-language']);
    const sending = { purpose: 'signIn', phone, phoneIndex, language, registration } as const;
    const sent = await sendCode(services, sending, now);
    return sent.ok ? answer(202, sent.value) : sent;
  });
