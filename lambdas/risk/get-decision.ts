/** GET /decisions/{subjectId}: a decision whole, for those who answer for it. */
import { getDecision } from '../contract/decisions';
import { type DecisionItem, decisionKey } from '../core/risk/decision/decision-record';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { decisionView } from './decision-view';

export const handler = serve(getDecision)
  .using({ store: openStore })
  .with(async ({ params }, { store }) => {
    const item = await store.get<DecisionItem['body']>(decisionKey(params.subjectId));
    return item ? answer(200, decisionView(item.body)) : refuse('not_found');
  });
