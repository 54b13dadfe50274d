/** POST /loan-accounts/{loanId}/adjustments: done at once, or proposed to a second person. */
import { adjustLoan } from '../contract/loan-care';
import { newId } from '../core/identifiers';
import { oddMember } from '../core/repayment/adjustment';
import { insertAdjustment, newAdjustment } from '../core/repayment/adjustment-record';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { changesOfAdjustment, commitCare, concernOf, readLoan, secondPerson } from './adjusting';
import { adjustmentView } from './views';

export const handler = serve(adjustLoan)
  .using({ store: openStore, random: openRandom, secondPerson })
  .with(async ({ params: { loanId }, body, caller, now, today, requestId, remember }, services) => {
    const { store, random, secondPerson } = services;
    const loan = await readLoan(store, loanId);
    if (!loan) return refuse('not_found');
    const { reason, ...terms } = body;
    const path = oddMember(terms);
    if (path) return refuse('validation_failed', undefined, [{ path, reason: terms.kind }]);
    const adjustmentId = newId('adj', random);
    const concern = await concernOf(store, loan, { adjustmentId, terms }, today);
    if (!concern.ok) return concern;
    const concernedFen = concern.value;
    const proposal = { adjustmentId, loanId, terms, reason, concernedFen, proposedBy: caller.id };
    const adjustment = newAdjustment(proposal, secondPerson.aboveFen, now);
    const applied = await changesOfAdjustment(services, loan, adjustment, { now, today });
    if (!applied.ok) return applied;
    const status = adjustment.status === 'applied' ? 201 : 202;
    const reply = { status, body: adjustmentView(adjustment) } as const;
    const act = { actorId: caller.id, operationId: 'adjustLoan', requestId, now };
    const changes = [insertAdjustment(adjustment), ...applied.value, ...remember(reply)];
    const committed = await commitCare(store, loan, act, adjustment, changes);
    return committed.ok ? answer(reply.status, reply.body) : refuse('conflict');
  });
