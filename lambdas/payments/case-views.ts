/** How a reconciliation case is answered, and read for whoever works on it. */
import {
  type CaseItem,
  caseKey,
  ownerOf,
  type ReconciliationCase,
} from '../core/payments/reconciliation-case';
import type { Store } from '../core/ports/store';

export function caseView(standing: ReconciliationCase) {
  const { openedAtMillis, notes, ...rest } = standing;
  return {
    ...rest,
    owner: ownerOf(standing),
    notes: notes.map((note) => ({ ...note })),
    openedAt: new Date(openedAtMillis).toISOString(),
  };
}

export const readCase = (store: Store, caseId: string) =>
  store.get<CaseItem['body']>(caseKey(caseId));
