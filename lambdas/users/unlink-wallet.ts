/** Ends a debit agreement at its provider, and forgets its number. */
import { unlinkWallet } from '../contract/wallets';
import { endWallet, type WalletItem, walletView } from '../core/users/wallets';
import { openSignings } from '../platform/composition/agreements';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';

export const handler = serve(unlinkWallet)
  .using({ store: openStore, signings: openSignings })
  .with(async ({ params: { walletId }, caller, now }, { store, signings }) => {
    const wallet = caller.owned.get(walletId) as WalletItem;
    if (wallet.body.state === 'ended') return answer(200, walletView(wallet.body));
    const ended = await signings.find(wallet.body.channel)?.end(walletId);
    if (ended?.outcome !== 'ended') return refuse('unavailable');
    const kept = await endWallet(store, wallet, new Date(now).toISOString(), now);
    return kept ? answer(200, walletView(kept)) : refuse('conflict');
  });
