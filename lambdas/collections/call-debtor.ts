/** POST /collection-cases/{loanId}/calls: the gate decides; only then the number is opened. */
import { callDebtor } from '../contract/collections';
import { letDial } from '../core/collections/contact-debtor';
import { type LoanItem, loanKey } from '../core/repayment/loan-record';
import { openContactRules } from '../platform/composition/collections';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { openVault } from '../platform/composition/vault';
import { answer, refuse, serve } from '../platform/serve';
import { measureActed } from './measures';
import { takenCase } from './taken-case';

export const handler = serve(callDebtor)
  .using({ store: openStore, vault: openVault, random: openRandom, rules: openContactRules })
  .with(async ({ params: { loanId }, caller, now, requestId }, services) => {
    const taken = await takenCase(services.store, loanId, caller.id);
    if (!taken.ok) return taken;
    const loan = await services.store.get<LoanItem['body']>(loanKey(loanId));
    if (!loan) return refuse('not_found');
    const { customerId, strategyVersion, arm } = taken.value.body;
    const asked = await letDial(services, {
      loanId,
      customerId: loan.body.customerId,
      recipientId: customerId,
      purpose: 'collection',
      actorId: caller.id,
      requestId,
      now,
      strategyVersion,
      arm,
    });
    if (asked.outcome === 'conflict') return refuse('conflict');
    measureActed({ outcome: asked.outcome === 'allowed' ? 'placed' : 'refused' });
    if (asked.outcome === 'allowed')
      return answer(201, { contactId: asked.record.contactId, phoneNumber: asked.phone });
    const { reasons, nextAllowedMillis } = asked.decision;
    return refuse('contact_refused', {
      reasons,
      ...(nextAllowedMillis !== undefined && {
        nextAllowedAt: new Date(nextAllowedMillis).toISOString(),
      }),
    });
  });
