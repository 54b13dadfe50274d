/** POST /loans/{loanId}/promises: the borrower promises an amount by a day. */
import { makePromise } from '../contract/debtors';
import { parseIsoDate } from '../core/calendar';
import {
  type DebtorItem,
  debtorKey,
  debtorOf,
  writeDebtor,
} from '../core/collections/debtor-record';
import { preparePromise } from '../core/collections/take-promise';
import { openStrategies } from '../platform/composition/collections';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { measurePromise } from './measures';
import { promiseView } from './views';

export const handler = serve(makePromise)
  .using({ store: openStore, random: openRandom, strategies: openStrategies })
  .with(async ({ params: { loanId }, body, caller, now, remember }, services) => {
    const on = parseIsoDate(body.on);
    if (!on.ok) return refuse('promise_refused', { reason: on.error.code });
    const item = await services.store.get<DebtorItem['body']>(debtorKey(caller.id));
    const wish = { loanId, amountFen: body.amountFen, on: on.value, by: 'borrower', now } as const;
    const prepared = await preparePromise(services, wish, debtorOf(item, caller.id));
    if (!prepared.ok) return refuse('promise_refused', { reason: prepared.error });
    const { promise, debtor, changes } = prepared.value;
    const reply = { status: 201, body: promiseView(promise) };
    const committed = await services.store.commit([
      ...changes,
      writeDebtor(item, debtor),
      ...remember(reply),
    ]);
    if (!committed.ok) return refuse('conflict');
    measurePromise('made');
    return answer(reply.status, reply.body);
  });
