/** Reads the decisions of a day, and what became of the loans they led to. */
import type { IsoDate } from '../core/calendar';
import { type OrderItem, orderKey } from '../core/orders/order-record';
import type { Store } from '../core/ports/store';
import { type LoanItem, loanKey } from '../core/repayment/loan-record';
import {
  type DecisionItem,
  type DecisionRecord,
  decisionsOf,
} from '../core/risk/decision/decision-record';
import { isBad, type MaturedLoan } from '../core/risk/monitoring/vintage';

export async function decisionsOn(store: Store, day: IsoDate): Promise<DecisionRecord[]> {
  const records: DecisionRecord[] = [];
  for (const query of decisionsOf(day)) {
    let cursor: string | undefined;
    do {
      const page = await store.query<DecisionItem['body']>({ ...query, ...(cursor && { cursor }) });
      records.push(...page.items.map(({ body }) => body));
      cursor = page.next;
    } while (cursor);
  }
  return records;
}

/** The loans of orders that were approved, one after the other: a night has the time. */
export async function maturedLoans(
  store: Store,
  records: readonly DecisionRecord[],
  today: IsoDate,
): Promise<MaturedLoan[]> {
  const matured: MaturedLoan[] = [];
  for (const { subjectId, application, decision } of records) {
    if (application.stage !== 'order' || decision.outcome === 'decline') continue;
    const order = await store.get<OrderItem['body']>(orderKey(subjectId));
    const loanId = order?.body.loanId;
    const loan = loanId && (await store.get<LoanItem['body']>(loanKey(loanId)));
    if (!loan) continue;
    const { score, probability } = decision.credit;
    matured.push({ score, probability, bad: isBad(loan.body.state, today) });
  }
  return matured;
}
