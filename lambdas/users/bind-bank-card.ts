/** Binds a debit card once the bank has confirmed that it is this person's. */
import { bindBankCard } from '../contract/users';
import { newId } from '../core/identifiers';
import { failure } from '../core/result';
import * as cards from '../core/users/bank-cards';
import { bankOf } from '../core/users/banks';
import { loadCustomer } from '../core/users/rows';
import { openBanks as banks } from '../platform/composition/banks';
import { openChannels as channels } from '../platform/composition/channels';
import { openConsentTexts as texts } from '../platform/composition/consent-texts';
import { openRandom as random } from '../platform/composition/random';
import { openStore as store } from '../platform/composition/store';
import { openVault as vault } from '../platform/composition/vault';
import { answer, refuse, serve } from '../platform/serve';

export const handler = serve(bindBankCard)
  .using({ store, vault, channels, banks, random, texts })
  .with(async ({ body, caller, now, today, requestId, remember }, services) => {
    const { store, vault, random, texts } = services;
    const customer = await loadCustomer(store, caller.id);
    const ready = cards.readyToBind(customer, body, { texts, today });
    if (!ready.ok) return failure(ready.error);
    const { card } = ready.value;
    const claimed = await cards.claimBinding(store, vault, caller.id, card.cardNumber, now);
    if (!claimed.ok) return failure(claimed.error);

    const opening = { purpose: 'verifyBankCard', actorId: caller.id, requestId, now } as const;
    const { forCards } = services.channels;
    const confirmed = await cards.confirmWithBank(vault, forCards, ready.value, opening);
    if (!confirmed.ok) return refuse(confirmed.error);
    const bank = bankOf(services.banks, card.cardNumber);
    const open = { bankCardId: newId('card', random), bank, ...confirmed.value };
    const row = await cards.sealBankCard(vault, caller.id, card, open, now);
    const view = cards.bankCardView(row, card);
    const changes = cards.bindCard(caller.id, row, claimed.value, newId('evt', random), now);
    const bound = await store.commit([...changes, ...remember({ status: 201, body: view })]);
    return bound.ok ? answer(201, view) : refuse('card_already_bound');
  });
