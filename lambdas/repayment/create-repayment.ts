/** POST /loans/{loanId}/repayments: orders a debit from card or wallet; the money comes later. */
import { createRepayment } from '../contract/repayment';
import { newId } from '../core/identifiers';
import { createInstruction } from '../core/payments/instruction';
import type { Store } from '../core/ports/store';
import { insertRepayment, replaceLoan } from '../core/repayment/loan-record';
import { orderRepayment } from '../core/repayment/repayment-order';
import {
  askedTerms,
  type RepaymentQuoteItem,
  repaymentQuoteKey,
} from '../core/repayment/repayment-quote';
import { findAskedSource, sourceKeys } from '../core/users/debit-source';
import { openRandom } from '../platform/composition/random';
import { openRouter } from '../platform/composition/routes';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { ownLoan } from './own-loan';
import { repaymentView } from './views';

export const handler = serve(createRepayment)
  .using({ store: openStore, random: openRandom, router: openRouter })
  .readingAhead(({ params: { loanId }, body: { repaymentQuoteId, ...body }, caller }) => [
    ...sourceKeys(caller.id, body),
    ...(repaymentQuoteId ? [repaymentQuoteKey(loanId, repaymentQuoteId)] : []),
  ])
  .with(async ({ params, body, caller, now, today, remember }, { store, random, router }) => {
    const item = ownLoan(caller, params.loanId);
    const source = await findAskedSource(store, caller.id, body);
    if (!source.ok) return source;
    const { bankCardId: _, walletId: __, ...asked } = body;
    const quote = await quoteOf(store, params.loanId, asked.repaymentQuoteId);
    const terms = askedTerms(item.body.state, asked, quote, today, now);
    if (!terms.ok) return terms;
    const ordered = orderRepayment(item.body, newId('rep', random), terms.value, now);
    if (!ordered.ok) return ordered;

    const { loan, repayment } = ordered.value;
    const { repaymentId: instructionId, amountFen } = repayment;
    const wish = { instructionId, direction: 'collection', amountFen } as const;
    const account = await router.choose(store, source.value, wish, now);
    if (!account.ok) return refuse('unavailable');
    const reply = { status: 202, body: repaymentView(repayment) };
    const committed = await store.commit([
      replaceLoan(item, loan, today),
      insertRepayment(repayment),
      ...createInstruction({
        instructionId,
        purpose: 'repayment',
        orderedBy: 'borrower',
        subjectId: loan.loanId,
        customerId: caller.id,
        ...account.value,
        amountFen,
        createdAtMillis: now,
      }),
      ...remember(reply),
    ]);
    return committed.ok ? answer(reply.status, reply.body) : refuse('conflict');
  });

const quoteOf = async (store: Store, loanId: string, quoteId: string | undefined) =>
  quoteId === undefined
    ? undefined
    : (await store.get<RepaymentQuoteItem['body']>(repaymentQuoteKey(loanId, quoteId)))?.body;
