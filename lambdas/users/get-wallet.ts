/** A wallet as it stands: what a lost notice would have told, its provider is asked. */
import { getWallet } from '../contract/wallets';
import { askedWallet, type WalletItem, walletView } from '../core/users/wallets';
import { openSignings } from '../platform/composition/agreements';
import { openStore } from '../platform/composition/store';
import { answer, serve } from '../platform/serve';

export const handler = serve(getWallet)
  .using({ store: openStore, signings: openSignings })
  .with(async ({ params: { walletId }, caller, now }, { store, signings }) => {
    const wallet = caller.owned.get(walletId) as WalletItem;
    const signing = signings.find(wallet.body.channel);
    return answer(200, walletView(await askedWallet(store, signing, wallet, now)));
  });
