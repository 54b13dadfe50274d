/** A copy of all one's data; that it was made is in the audit trail as well. */
import { exportData } from '../contract/own-data';
import { spendNow } from '../core/allowance';
import { readContacts } from '../core/collections/contact-record';
import { readWishes } from '../core/collections/debtor-wishes';
import { type LimitItem, limitKey } from '../core/orders/limit-record';
import { type MeansBody, meansKey } from '../core/risk/records';
import { readLinks } from '../core/users/audit-chain';
import { readBusiness } from '../core/users/business';
import { exportOf, exportsPerDay } from '../core/users/data-export';
import { sealedOf } from '../core/users/profile';
import { loadCustomer } from '../core/users/rows';
import { listBelongings } from '../core/users/sessions';
import { listWallets } from '../core/users/wallets';
import { openStore } from '../platform/composition/store';
import { openVault } from '../platform/composition/vault';
import { answer, refuse, serve } from '../platform/serve';

export const handler = serve(exportData)
  .using({ store: openStore, vault: openVault })
  .with(async ({ caller, now, requestId }, { store, vault }) => {
    const customer = await loadCustomer(store, caller.id);
    if (!customer) return refuse('not_found');
    const spent = await spendNow(store, [[exportsPerDay, caller.id]], now);
    if (!spent.ok) return refuse('too_many_requests', { ...spent.error });
    const opening = { purpose: 'exportToOwner', actorId: caller.id, requestId, now } as const;
    const opened = await vault.open(sealedOf(customer), opening);
    const [wallets, business, belongings, contacts, limit, means, trail] = await Promise.all([
      listWallets(store, caller.id),
      readBusiness(store, caller.id),
      listBelongings(store, caller.id),
      readContacts(store, caller.id),
      store.get<LimitItem['body']>(limitKey(caller.id)),
      store.get<MeansBody>(meansKey(caller.id)),
      readLinks(store, caller.id),
    ]);
    const loanIds = business.loans.map(({ loanId }) => loanId);
    const wishes = await readWishes(store, caller.id, loanIds);
    const read = { wallets, business, belongings, contacts, wishes, limit, means, trail };
    return answer(200, exportOf({ customer, opened, ...read, now }));
  });
