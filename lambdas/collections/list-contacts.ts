/** GET /contacts: every contact about the caller's loans, made or refused. */
import { listContacts } from '../contract/debtors';
import { type ContactItem, contactsOf } from '../core/collections/contact-record';
import { openStore } from '../platform/composition/store';
import { answer, serve } from '../platform/serve';
import { contactView } from './views';

export const handler = serve(listContacts)
  .using({ store: openStore })
  .with(async ({ query: { cursor }, caller }, { store }) => {
    const page = await store.query<ContactItem['body']>({
      ...contactsOf(caller.id),
      descending: true,
      limit: 50,
      ...(cursor && { cursor }),
    });
    return answer(200, {
      contacts: page.items.map(({ body }) => contactView(body)),
      ...(page.next && { next: page.next }),
    });
  });
