/** POST /credit-limit/applications: assesses the declared means and grants or declines a limit. */
import { applyForLimit } from '../contract/risk';
import { newId } from '../core/identifiers';
import { type LimitItem, limitKey, writeLimit } from '../core/orders/limit-record';
import { assess } from '../core/risk/assessment';
import { factsFrom } from '../core/risk/facts';
import { limitFrom } from '../core/risk/limit';
import { valuesOf } from '../core/risk/profile/applicant-profile';
import { meansKey, recordDecision, writeMeans } from '../core/risk/records';
import { isVerified, missingConsentsOf } from '../core/users/customer-facts';
import { loadCustomer } from '../core/users/rows';
import { limitProviders } from '../platform/composition/data-sources';
import { openRandom } from '../platform/composition/random';
import { reasonText } from '../platform/composition/reasons';
import { openRiskModels } from '../platform/composition/risk-models';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { meansOf, profileForLimit } from './applicant-profile';

export const handler = serve(applyForLimit)
  .using({ store: openStore, models: openRiskModels, random: openRandom, ...limitProviders })
  .with(async (request, services) => {
    const { body, caller, now, today, remember } = request;
    const { store, models, random } = services;
    const customer = await loadCustomer(store, caller.id);
    if (!customer || !isVerified(customer)) return refuse('identity_incomplete');
    const missing = missingConsentsOf(customer, 'creditInquiry');
    if (missing.length > 0) return refuse('consent_missing', { purposes: missing });

    const means = await meansOf(services.vault, body, now);
    const { profile } = await profileForLimit(services, { ...request, customer, means });
    const assessment = assess(models, 'limit', factsFrom(valuesOf(profile)));
    const limit = await store.get<LimitItem['body']>(limitKey(caller.id));
    const next = limitFrom(assessment, limit?.body, caller.id, today, models.limits.validMonths);
    const earlierMeans = await store.get(meansKey(caller.id));

    const decision = { subjectId: newId('dec', random), customerId: caller.id };
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
      writeMeans(earlierMeans, meansKey(caller.id), means),
      recordDecision({ ...assessment, ...decision, decidedAt: means.declaredAt }),
      ...remember(reply),
    ]);
    return committed.ok ? answer(reply.status, reply.body) : refuse('conflict');
  });
