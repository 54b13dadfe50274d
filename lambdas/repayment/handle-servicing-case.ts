/** PUT /servicing-cases/{loanId}: a case gets an owner, or its end. */
import { handleServicingCase } from '../contract/night';
import {
  handled,
  type ServicingCaseItem,
  servicingCaseKey,
  writeCase,
} from '../core/repayment/servicing-case';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';

export const handler = serve(handleServicingCase)
  .using({ store: openStore })
  .with(async ({ params, body, caller, today }, { store }) => {
    const read = await store.get<ServicingCaseItem['body']>(servicingCaseKey(params.loanId));
    if (!read) return refuse('not_found');
    const next = handled(read.body, body.state, caller.id, today, body.note);
    if (!next.ok) return next;
    const committed = await store.commit([writeCase(read, next.value)]);
    return committed.ok ? answer(200, next.value) : refuse('conflict');
  });
