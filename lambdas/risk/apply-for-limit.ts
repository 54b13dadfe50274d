/** POST /credit-limit/applications: assesses the declared means and grants or declines a limit. */
import { applyForLimit } from '../contract/risk';
import { newId } from '../core/identifiers';
import { type LimitItem, limitKey, writeLimit } from '../core/orders/limit-record';
import { applicantFacts } from '../core/risk/applicant';
import { assess } from '../core/risk/assessment';
import { limitFrom } from '../core/risk/limit';
import { meansKey, recordDecision, writeMeans } from '../core/risk/records';
import { isVerified, missingConsentsOf } from '../core/users/customer-facts';
import { loadCustomer } from '../core/users/rows';
import { openRandom } from '../platform/composition/random';
import { reasonText } from '../platform/composition/reasons';
import { openRiskModels } from '../platform/composition/risk-models';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { earlierOrders } from './earlier-orders';

export const handler = serve(applyForLimit)
  .using({ store: openStore, models: openRiskModels, random: openRandom })
  .with(async ({ body, caller, now, today, remember }, { store, models, random }) => {
    const customer = await loadCustomer(store, caller.id);
    const bornInMonth = customer?.profile.body.bornInMonth;
    if (!customer || !isVerified(customer) || !bornInMonth) return refuse('identity_incomplete');
    const missing = missingConsentsOf(customer, 'creditInquiry');
    if (missing.length > 0) return refuse('consent_missing', { purposes: missing });

    const orders = await earlierOrders(store, caller.id);
    const facts = applicantFacts({ bornInMonth, means: body, orders }, 0, today, now);
    const assessment = assess(models, 'limit', facts);
    const limit = await store.get<LimitItem['body']>(limitKey(caller.id));
    const next = limitFrom(assessment, limit?.body, caller.id, today, models.limits.validMonths);
    const means = await store.get(meansKey(caller.id));

    const at = new Date(now).toISOString();
    const decision = { subjectId: newId('dec', random), customerId: caller.id, decidedAt: at };
    const reply = {
      status: 201,
      body: {
        outcome: next.status,
        ...(next.grade && { grade: next.grade }),
        grantedFen: next.ledger.grantedFen,
        expiresOn: next.expiresOn,
        reasons: next.reasons.map(reasonText),
      },
    };
    const committed = await store.commit([
      writeLimit(limit, next),
      writeMeans(means, meansKey(caller.id), { ...body, declaredAt: at }),
      recordDecision({ ...assessment, ...decision }),
      ...remember(reply),
    ]);
    return committed.ok ? answer(reply.status, reply.body) : refuse('conflict');
  });
