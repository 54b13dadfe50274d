/** GET /ledger/day-statement: what a closed day brought and left. */
import { getDayStatement } from '../contract/night';
import { parseIsoDate } from '../core/calendar';
import { type DayStatementItem, dayStatementKey } from '../core/ledger/day-statement';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';

export const handler = serve(getDayStatement)
  .using({ store: openStore })
  .with(async ({ query }, { store }) => {
    const on = parseIsoDate(query.on);
    if (!on.ok)
      return refuse('validation_failed', undefined, [{ path: 'query.on', reason: 'no_such_day' }]);
    const read = await store.get<DayStatementItem['body']>(dayStatementKey(on.value));
    return read ? answer(200, read.body) : refuse('not_found');
  });
