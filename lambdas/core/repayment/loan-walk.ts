/** Walks through the whole book of loans, a page at a time. */
import type { Query, Store } from '../ports/store';
import type { BookRow } from './loan-book';
import { type LoanItem, type LoanRecord, loanKey } from './loan-record';

/** So many loans are read at the same time. */
const pageSize = 50;

export async function* walkLoans(
  store: Store,
  queries: readonly Query[],
): AsyncGenerator<readonly LoanRecord[]> {
  for (const query of queries) {
    let cursor: string | undefined;
    do {
      const asked: Query = { ...query, limit: pageSize, ...(cursor && { cursor }) };
      const page = await store.query<BookRow>(asked);
      const items = await Promise.all(
        page.items.map(({ body }) => store.get<LoanItem['body']>(loanKey(body.loanId))),
      );
      yield items.flatMap((item) => item?.body ?? []);
      cursor = page.next;
    } while (cursor);
  }
}
