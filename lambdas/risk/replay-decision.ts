/** POST /decisions/{subjectId}/replay: the same decision again, or where it would differ. */
import { replayDecision } from '../contract/decisions';
import { type DecisionItem, decisionKey } from '../core/risk/decision/decision-record';
import { replay } from '../core/risk/decision/replay';
import { openPolicies } from '../platform/composition/policies';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';

export const handler = serve(replayDecision)
  .using({ store: openStore, policies: openPolicies })
  .with(async ({ params }, { store, policies }) => {
    const item = await store.get<DecisionItem['body']>(decisionKey(params.subjectId));
    if (!item) return refuse('not_found');
    return answer(200, await replay(policies, item.body));
  });
