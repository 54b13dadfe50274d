/** POST /collection-cases/{loanId}/notes: what was found out, and when to take it up again. */
import { noteCollectionCase } from '../contract/collections';
import { isoDate } from '../core/calendar';
import { insertNote, writeCase } from '../core/collections/case-record';
import { worked } from '../core/collections/collection-case';
import { staffEntry } from '../core/users/audit';
import { commitAudited } from '../core/users/audit-chain';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { takenCase } from './taken-case';
import { caseView } from './views';

export const handler = serve(noteCollectionCase)
  .using({ store: openStore })
  .with(async ({ params: { loanId }, body, caller, now, requestId }, { store }) => {
    const taken = await takenCase(store, loanId, caller.id);
    if (!taken.ok) return taken;
    const { code, nextOn } = body;
    const next = nextOn ? worked(taken.value.body, isoDate(nextOn)) : taken.value.body;
    const note = { code, staffId: caller.id, at: new Date(now).toISOString(), nextOn };
    const objects = [`case ${loanId}`, code];
    const entries = [staffEntry(caller.id, 'noteCollectionCase', requestId, objects)];
    const audited = { subjectId: next.customerId, entries, now };
    const changes = [writeCase(taken.value, next), insertNote(loanId, note)];
    const committed = await commitAudited(store, audited, changes);
    return committed.ok ? answer(201, caseView(next)) : refuse('conflict');
  });
