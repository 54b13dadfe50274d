/** POST /watch-list/{customerId}/closure: someone has looked; the limit may be free again. */
import { closeWatch } from '../contract/early-warning';
import { unfreeze } from '../core/orders/credit-limit';
import { type LimitItem, limitKey, writeLimit } from '../core/orders/limit-record';
import { type WatchItem, watchKey, writeWatch } from '../core/risk/warnings/watch-record';
import { staffEntry } from '../core/users/audit';
import { commitAudited } from '../core/users/audit-chain';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { watchView } from './watch-view';

export const handler = serve(closeWatch)
  .using({ store: openStore })
  .with(async ({ params: { customerId }, body, caller, now, requestId, remember }, { store }) => {
    const item = await store.get<WatchItem['body']>(watchKey(customerId));
    if (item?.body.status !== 'watched') return refuse('not_found');
    const limit = await store.get<LimitItem['body']>(limitKey(customerId));
    const closedAt = new Date(now).toISOString();
    const next = { ...item.body, status: 'quiet' as const, closedAt, closedBy: caller.id };
    const freed =
      body.limit === 'release' && limit?.body.ledger.frozen
        ? [writeLimit(limit, { ...limit.body, ledger: unfreeze(limit.body.ledger) })]
        : [];
    const reply = { status: 201, body: watchView(next) } as const;
    const entries = [staffEntry(caller.id, 'closeWatch', requestId, [customerId, body.limit])];
    const changes = [writeWatch(item, next), ...freed, ...remember(reply)];
    const committed = await commitAudited(store, { subjectId: customerId, entries, now }, changes);
    return committed.ok ? answer(reply.status, reply.body) : refuse('conflict');
  });
