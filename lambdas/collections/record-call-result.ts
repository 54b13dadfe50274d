/** POST …/calls/{contactId}/result: what became of a call, and what it stops from now on. */
import { recordCallResult } from '../contract/collections';
import { concludeDial } from '../core/collections/contact-conclusion';
import { openStrategies } from '../platform/composition/collections';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { auditedCommit, effectOf } from './call-effects';
import { measurePromise } from './measures';
import { takenCase } from './taken-case';
import { caseView } from './views';

export const handler = serve(recordCallResult)
  .using({ store: openStore, random: openRandom, strategies: openStrategies })
  .with(async ({ params, body, caller, now, requestId }, services) => {
    const { loanId, contactId } = params;
    const taken = await takenCase(services.store, loanId, caller.id);
    if (!taken.ok) return taken;
    const { customerId } = taken.value.body;
    const told = { ...body, loanId, staffId: caller.id, requestId, now };
    const dial = body.result === 'unanswered' ? 'unanswered' : 'answered';
    const ending = { customerId, contactId, dial, result: body.result } as const;
    const commit = auditedCommit(services.store, customerId, told);
    const concluded = await concludeDial({ ...services, commit }, ending, async (debtor) => {
      const held = await takenCase(services.store, loanId, caller.id);
      return held.ok ? effectOf(services, told, held.value, debtor) : held;
    });
    if (!concluded.ok) return concluded;
    if (!concluded.value) return refuse('call_not_open');
    if (body.result === 'promise') measurePromise('made');
    const after = await takenCase(services.store, loanId, caller.id);
    return after.ok ? answer(201, caseView(after.value.body)) : after;
  });
