/** Starts a debit agreement with a wallet: the borrower signs it in the wallet's app. */
import { linkWallet } from '../contract/wallets';
import { spendNow } from '../core/allowance';
import { newId } from '../core/identifiers';
import { failure } from '../core/result';
import { loadCustomer } from '../core/users/rows';
import * as wallets from '../core/users/wallets';
import { openSignings as signings } from '../platform/composition/agreements';
import { openConsentTexts as texts } from '../platform/composition/consent-texts';
import { openRandom as random } from '../platform/composition/random';
import { openStore as store } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';

export const handler = serve(linkWallet)
  .using({ store, signings, random, texts })
  .with(async ({ body: { channel }, caller, now, today, remember }, services) => {
    const { store, signings, random, texts } = services;
    const signing = signings.find(channel);
    if (!signing) return refuse('not_found');
    const known = await wallets.listWallets(store, caller.id);
    const latest = await store.get(wallets.latestWalletKey(caller.id, channel));
    const earlier = wallets.superseded(known, channel);
    const customer = await loadCustomer(store, caller.id);
    const ready = wallets.mayLink(customer, known, channel, { texts, today });
    if (!ready.ok) return failure(ready.error);
    const spent = await spendNow(store, [[wallets.linkingsPerDay, caller.id]], now);
    if (!spent.ok) return refuse('too_many_requests', { ...spent.error });

    for (const { body } of earlier)
      if ((await signing.end(body.walletId)).outcome === 'unknown') return refuse('unavailable');
    const walletId = newId('agr', random);
    const started = await signing.start(walletId);
    if (started.outcome !== 'started') return refuse('unavailable');
    const wallet = wallets.startedWallet(walletId, channel, now);
    const view = { ...wallets.walletView(wallet), signing: started.place };
    const kept = await store.commit([
      ...wallets.keepWallet(caller.id, wallet, earlier, latest),
      ...remember({ status: 201, body: view }),
    ]);
    return kept.ok ? answer(201, view) : refuse('conflict');
  });
