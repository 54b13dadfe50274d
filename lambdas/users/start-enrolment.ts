/** Begins to create the first passkey of a staff member who holds a ticket. */
import { startEnrolment } from '../contract/sign-in';
import { newCeremony } from '../core/users/ceremonies';
import { readTicket } from '../core/users/staff';
import { openPasskeys } from '../platform/composition/passkeys';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';

export const handler = serve(startEnrolment)
  .using({ store: openStore, passkeys: openPasskeys, random: openRandom })
  .with(async ({ body, now }, { store, passkeys, random }) => {
    const ticket = await readTicket(store, body.ticket, now);
    if (!ticket) return refuse('ticket_invalid');
    const { staffId, label, role } = ticket.staff;
    const ceremony = newCeremony('create', now, random, staffId);
    const user = { subjectId: staffId, name: label };
    const options = await passkeys.creationOptions(user, ceremony.challenge, []);
    const kept = await store.commit([ceremony.change]);
    if (!kept.ok) return refuse('conflict');
    const { ceremonyId, expiresAt } = ceremony;
    return answer(201, { ceremonyId, expiresAt, role, options });
  });
