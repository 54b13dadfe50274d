/** GET /collection-cases/{loanId}: the case, its debtor masked, and everything that was tried. */
import { getCollectionCase } from '../contract/collections';
import { type CaseItem, caseKey, type NoteBody, notesOf } from '../core/collections/case-record';
import { type ContactItem, contactsOf } from '../core/collections/contact-record';
import { type DebtorItem, debtorKey } from '../core/collections/debtor-record';
import { masked } from '../core/users/catalogue-views';
import { loadCustomer } from '../core/users/rows';
import { openStore } from '../platform/composition/store';
import { openVault } from '../platform/composition/vault';
import { answer, refuse, serve } from '../platform/serve';
import { caseView, contactView, noteView, stopView } from './views';

export const handler = serve(getCollectionCase)
  .using({ store: openStore, vault: openVault })
  .with(async ({ params: { loanId }, caller, requestId, now }, { store, vault }) => {
    const item = await store.get<CaseItem['body']>(caseKey(loanId));
    if (!item) return refuse('not_found');
    const { customerId } = item.body;
    const [customer, debtor, contacts, notes] = await Promise.all([
      loadCustomer(store, customerId),
      store.get<DebtorItem['body']>(debtorKey(customerId)),
      store.query<ContactItem['body']>({ ...contactsOf(customerId), descending: true }),
      store.query<NoteBody>(notesOf(loanId)),
    ]);
    const opening = { purpose: 'review', actorId: caller.id, requestId, now } as const;
    const [contact, identity] = customer?.identity
      ? await vault.open([customer.contact, customer.identity], opening)
      : [];
    return answer(200, {
      ...caseView(item.body),
      ...(identity && { maskedName: masked('identity', identity).name }),
      ...(contact && { maskedPhone: masked('contact', contact).phone }),
      stops: (debtor?.body.stops ?? []).filter((stop) => stop.loanId === loanId).map(stopView),
      contacts: contacts.items
        .filter(({ body }) => body.loanId === loanId)
        .map(({ body }) => contactView(body)),
      notes: notes.items.map(({ body }) => noteView(body)),
    });
  });
