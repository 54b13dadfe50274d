/** Sends a code to the old phone and one to the new: whoever has both may change the one. */
import { startPhoneChange } from '../contract/factors';
import { languageOf } from '../core/ports/notifier';
import { mayAsk, sendCode } from '../core/users/code-sending';
import { ownPhone } from '../core/users/phone-change';
import { openNotifier as notifier } from '../platform/composition/notifier';
import { openRandom as random } from '../platform/composition/random';
import { openStore as store } from '../platform/composition/store';
import { openVault as vault } from '../platform/composition/vault';
import { answer, refuse, serve } from '../platform/serve';

export const handler = serve(startPhoneChange)
  .using({ store, vault, notifier, random })
  .with(async ({ body: { phone }, caller, headers, sourceIp, requestId, now }, services) => {
    const may = await mayAsk(services, { sourceIp }, now);
    if (!may.ok) return may;
    const own = await ownPhone(services, caller.id, { requestId, now });
    if (!own) return refuse('not_found');
    const common = { customerId: caller.id, language: languageOf(headers['accept-language']) };
    const phoneIndex = await services.vault.blindIndex('phone', phone);
    const newPhone = { ...common, purpose: 'newPhone', phone, phoneIndex } as const;
    const toNew = await sendCode(services, newPhone, now);
    if (!toNew.ok) return toNew;
    const toOld = await sendCode(services, { ...common, ...own, purpose: 'oldPhone' }, now);
    return toOld.ok ? answer(202, { old: toOld.value, new: toNew.value }) : toOld;
  });
