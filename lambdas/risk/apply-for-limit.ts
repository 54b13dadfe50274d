/** POST /credit-limit/applications: a limit is granted, declined or referred on declared means. */
import type * as z from 'zod';
import { applyForLimit } from '../contract/risk';
import { newId } from '../core/identifiers';
import {
  type LimitItem,
  type LimitRecord,
  limitKey,
  writeLimit,
} from '../core/orders/limit-record';
import type { Decision } from '../core/risk/decision/decision';
import { decideApplication } from '../core/risk/decision/decision-making';
import { recordDecision } from '../core/risk/decision/decision-record';
import { offerOfLimit } from '../core/risk/decision/offer';
import { limitFrom, limitOutcomeOf, limitReasonsOf } from '../core/risk/limit';
import { meansKey, writeMeans } from '../core/risk/records';
import { tellRequest } from '../core/risk/warnings/watch-record';
import { isVerified, missingToCollect } from '../core/users/customer-facts';
import { loadCustomer } from '../core/users/rows';
import { limitDecisionProviders } from '../platform/composition/policies';
import { openRandom } from '../platform/composition/random';
import { reasonText } from '../platform/composition/reasons';
import { openStore } from '../platform/composition/store';
import { measureDecision } from '../platform/observability';
import { answer, refuse, serve } from '../platform/serve';
import { meansOf, profileForLimit } from './applicant-profile';

export const handler = serve(applyForLimit)
  .using({ store: openStore, random: openRandom, ...limitDecisionProviders })
  .with(async (request, services) => {
    const { body, caller, now, today, remember } = request;
    const { store, catalogue, random, texts } = services;
    const customer = await loadCustomer(store, caller.id);
    if (!customer || !isVerified(customer)) return refuse('identity_incomplete');
    const needed = ['privacyPolicy', 'creditInquiry'] as const;
    const missing = missingToCollect(customer, { texts, today }, ...needed);
    if (missing.length > 0) return refuse('consent_missing', { missing });

    const means = await meansOf(services.vault, body, now);
    const known = await profileForLimit(services, { ...request, customer, means });
    const offer = offerOfLimit(catalogue, today);
    const { profile, listHits } = known;
    const application = { stage: 'limit' as const, customerId: caller.id, profile, offer };
    const asked = { subjectId: newId('dec', random), application, listHits };
    const { record, policy } = await decideApplication(services, asked, now);
    const { validMonths } = policy.limits;
    const limit = await store.get<LimitItem['body']>(limitKey(caller.id));
    const next = limitFrom(record.decision, limit?.body, caller.id, today, validMonths);
    const earlierMeans = await store.get(meansKey(caller.id));

    const reply = { status: 201, body: applicationView(record.decision, next) };
    const committed = await store.commit([
      ...(next === limit?.body ? [] : [writeLimit(limit, next)]),
      writeMeans(earlierMeans, meansKey(caller.id), means),
      recordDecision(record),
      tellRequest(caller.id, asked.subjectId, now),
      ...remember(reply),
    ]);
    if (!committed.ok) return refuse('conflict');
    measureDecision(record);
    return answer(reply.status, reply.body);
  });

type View = z.input<(typeof applyForLimit)['responses'][201]>;

/** What was found of the application, and the limit that stands after it. */
const applicationView = (decision: Decision, { grade, ledger, expiresOn }: LimitRecord): View => ({
  outcome: limitOutcomeOf(decision),
  ...(grade && { grade }),
  grantedFen: ledger.grantedFen,
  expiresOn,
  reasons: limitReasonsOf(decision).map(reasonText),
});
