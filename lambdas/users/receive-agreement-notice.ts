/** POST /channels/{channel}/agreements: a provider tells that an agreement was signed or ended. */
import { receiveAgreementNotice } from '../contract/wallets';
import type { OwnerBody } from '../core/users/rows';
import { settleWallet, type WalletBody, walletKey, walletOwnerKey } from '../core/users/wallets';
import { openSignings } from '../platform/composition/agreements';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';

const attempts = 4;

export const handler = serve(receiveAgreementNotice)
  .using({ store: openStore, signings: openSignings })
  .with(async ({ params, rawBody, headers, now }, { store, signings }) => {
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
      const kept = await settleWallet(store, wallet, agreement, now);
      if (!kept) continue;
      // Signed after it was given up here: an agreement nobody debits by is not left standing.
      const isLate = kept.state === 'ended' && agreement.state === 'active';
      const ended = isLate ? await signing.end(agreementId) : undefined;
      return ended?.outcome === 'unknown' ? refuse('unavailable') : received();
    }
    return refuse('conflict');
  });
