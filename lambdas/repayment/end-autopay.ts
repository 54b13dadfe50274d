/** Consumer: with a wallet's agreement ends every autopay that was authorised from it. */
import type { Item, Store } from '../core/ports/store';
import { withoutAutopay } from '../core/repayment/autopay';
import {
  type LoanItem,
  type LoanRecord,
  loansOf,
  replaceLoan,
} from '../core/repayment/loan-record';
import { isSameSource, type SourceName } from '../core/users/debit-source';
import { openStore } from '../platform/composition/store';
import { consume } from '../platform/consume';

export const handler = consume('endAutopay')
  .using({ store: openStore })
  .with(async ({ type, data }, { store }, { now, today }) => {
    if (type !== 'WalletEnded') return;
    for await (const item of loansPaidFrom(store, data.customerId, { walletId: data.walletId })) {
      const { loan, changes } = withoutAutopay(item.body, now);
      const committed = await store.commit([replaceLoan(item, loan, today), ...changes]);
      if (!committed.ok) throw new Error(`loan ${loan.loanId} changed meanwhile`);
    }
  });

async function* loansPaidFrom(
  store: Store,
  customerId: string,
  source: SourceName,
): AsyncGenerator<LoanItem> {
  let cursor: string | undefined;
  do {
    const page: { readonly items: readonly Item<LoanItem['body']>[]; readonly next?: string } =
      await store.query<LoanItem['body']>({
        table: 'repayment',
        index: 'index1',
        partition: loansOf(customerId),
        ...(cursor && { cursor }),
      });
    yield* page.items.filter(({ body }) => isPaidFrom(body, source));
    cursor = page.next;
  } while (cursor);
}

const isPaidFrom = ({ autopay }: LoanRecord, source: SourceName): boolean =>
  autopay !== undefined && isSameSource(autopay, source);
