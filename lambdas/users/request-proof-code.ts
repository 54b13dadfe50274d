/** Sends a code to the caller's own phone, which is opened for it. */
import { requestProofCode } from '../contract/factors';
import { languageOf } from '../core/ports/notifier';
import { mayAsk, sendCode } from '../core/users/code-sending';
import { ownPhone } from '../core/users/phone-change';
import { openNotifier as notifier } from '../platform/composition/notifier';
import { openRandom as random } from '../platform/composition/random';
import { openStore as store } from '../platform/composition/store';
import { openVault as vault } from '../platform/composition/vault';
import { answer, refuse, serve } from '../platform/serve';

export const handler = serve(requestProofCode)
  .using({ store, vault, notifier, random })
  .with(async ({ caller, headers, sourceIp, requestId, now }, services) => {
    const may = await mayAsk(services, { sourceIp }, now);
    if (!may.ok) return may;
    const own = await ownPhone(services, caller.id, { requestId, now });
    if (!own) return refuse('not_found');
    const { phone, phoneIndex } = own;
    const language = languageOf(headers['accept-language']);
    const customerId = caller.id;
    const sending = { purpose: 'proof', phone, phoneIndex, language, customerId } as const;
    const sent = await sendCode(services, sending, now);
    return sent.ok ? answer(202, sent.value) : sent;
  });
