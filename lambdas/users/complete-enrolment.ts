/** Keeps a staff member's first passkey and uses the ticket up with it. */
import { completeEnrolment } from '../contract/sign-in';
import { insertPasskey, verifyNewPasskey } from '../core/users/passkeys';
import { readTicket } from '../core/users/staff';
import { openPasskeys } from '../platform/composition/passkeys';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';

export const handler = serve(completeEnrolment)
  .using({ store: openStore, passkeys: openPasskeys })
  .with(async ({ body, now }, services) => {
    const { store } = services;
    const ticket = await readTicket(store, body.ticket, now);
    if (!ticket) return refuse('ticket_invalid');
    const { staffId, role } = ticket.staff;
    const credential = await verifyNewPasskey(services, staffId, body, now);
    if (!credential.ok) return refuse(credential.error);
    const { change } = insertPasskey(staffId, credential.value, body.label, now);
    const enrolled = await store.commit([ticket.useUp, change]);
    return enrolled.ok ? answer(201, { staffId, role }) : refuse('ticket_invalid');
  });
