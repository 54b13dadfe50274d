/** POST /channels/{channel}/agreements: a provider tells that an agreement was signed or ended. */
import { receiveAgreementNotice } from '../contract/wallets';
import type { OwnerBody } from '../core/users/rows';
import { settleWallet, type WalletBody, walletKey, walletOwnerKey } from '../core/users/wallets';
import { openSignings } from '../platform/composition/agreements';
import { openStore } from '../platform/composition/store';
import { openVault } from '../platform/composition/vault';
import { answer, refuse, serve } from '../platform/serve';

const attempts = 4;

export const handler = serve(receiveAgreementNotice)
  .using({ store: openStore, vault: openVault, signings: openSignings })
  .with(async ({ params, rawBody, headers, now }, services) => {
    const { store, signings } = services;
    const signing = signings.find(params.channel);
    if (!signing) return refuse('not_found');
    const notice = await signing.readNotice(rawBody, headers, now);
    const received = () =>
      answer<typeof receiveAgreementNotice>(200, { received: true }, signing.acknowledgement);
    if (!notice.ok) return notice.error === 'irrelevant' ? received() : refuse('callback_rejected');

    const { agreementId, agreement } = notice.value;
    const owner = await store.get<OwnerBody>(walletOwnerKey(agreementId));
    if (!owner) return refuse('not_found');
    const { customerId } = owner.body;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const wallet = await store.get<WalletBody>(walletKey(customerId, agreementId));
      if (wallet?.body.channel !== signing.name) return refuse('not_found');
      if (await settleWallet(services, customerId, wallet, agreement)) return received();
    }
    return refuse('conflict');
  });
