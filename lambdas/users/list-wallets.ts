/** One's own wallets, without asking anybody. */
import { listWallets } from '../contract/wallets';
import * as wallets from '../core/users/wallets';
import { openStore } from '../platform/composition/store';
import { answer, serve } from '../platform/serve';

export const handler = serve(listWallets)
  .using({ store: openStore })
  .with(async ({ caller }, { store }) => {
    const known = await wallets.listWallets(store, caller.id);
    return answer(200, { wallets: known.map(({ body }) => wallets.walletView(body)) });
  });
