/** POST /loan-accounts/{loanId}/adjustments/{adjustmentId}/decision: the second person's word. */
import { decideAdjustment } from '../contract/loan-care';
import {
  type AdjustmentItem,
  adjustmentKey,
  decidedAdjustment,
  replaceAdjustment,
} from '../core/repayment/adjustment-record';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { changesOfAdjustment, commitCare, readLoan } from './adjusting';
import { adjustmentView } from './views';

export const handler = serve(decideAdjustment)
  .using({ store: openStore, random: openRandom })
  .with(async ({ params, body, caller, now, today, requestId, remember }, services) => {
    const { store } = services;
    const { loanId, adjustmentId } = params;
    const loan = await readLoan(store, loanId);
    const item = await store.get<AdjustmentItem['body']>(adjustmentKey(loanId, adjustmentId));
    if (!loan || !item) return refuse('not_found');
    if (item.body.status !== 'proposed') return refuse('adjustment_closed');
    if (item.body.proposedBy === caller.id) return refuse('second_person_required');

    const next = decidedAdjustment(item.body, body.decision, caller.id, now);
    const applied = await changesOfAdjustment(services, loan, next, { now, today });
    if (!applied.ok) return applied;
    const reply = { status: 201, body: adjustmentView(next) } as const;
    const act = { actorId: caller.id, operationId: 'decideAdjustment', requestId, now };
    const changes = [replaceAdjustment(item, next), ...applied.value, ...remember(reply)];
    const committed = await commitCare(store, loan, act, next, changes);
    return committed.ok ? answer(reply.status, reply.body) : refuse('conflict');
  });
