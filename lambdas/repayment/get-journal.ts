/** GET /ledger/journal: the entries booked on a day, a shard at a time. */
import { getJournal } from '../contract/accounting';
import { isoDate, parseIsoDate } from '../core/calendar';
import type { MonthProvision } from '../core/ledger/provision-record';
import type { SuspenseEntry } from '../core/payments/reconciliation-case';
import { dayPartition, entryPrefix, type JournalBody } from '../core/repayment/loan-record';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';

type Entry =
  | JournalBody
  | (MonthProvision & Record<string, unknown>)
  | (SuspenseEntry & Record<string, unknown>);

export const handler = serve(getJournal)
  .using({ store: openStore })
  .with(async ({ query }, { store }) => {
    const on = parseIsoDate(query.on);
    if (!on.ok)
      return refuse('validation_failed', undefined, [{ path: 'query.on', reason: 'no_such_day' }]);
    const page = await store.query<Entry>({
      table: 'repayment',
      index: 'index1',
      partition: dayPartition(on.value, Number(query.shard)),
      sort: { beginsWith: entryPrefix },
      limit: 200,
      ...(query.cursor && { cursor: query.cursor }),
    });
    return answer(200, {
      on: on.value,
      entries: page.items.map(({ key, body }) => ({
        ...told(key.partition, body),
        postings: [...body.postings],
      })),
      ...(page.next && { next: page.next }),
    });
  });

const told = (partition: string, body: Entry) => {
  if ('caseId' in body)
    return {
      subjectId: String(body.caseId),
      event: String(body.step),
      countsFrom: isoDate(String(body.on)),
    };
  return 'month' in body
    ? {
        subjectId: String(body.month),
        event: 'provisioned',
        countsFrom: isoDate(String(body.on)),
      }
    : {
        subjectId: partition.slice(partition.indexOf('#') + 1),
        event: (body as JournalBody).event.type,
        countsFrom: (body as JournalBody).event.on,
      };
};
