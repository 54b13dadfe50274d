/** The case a collector works on: open, and taken by them. */
import { type CaseItem, caseKey } from '../core/collections/case-record';
import type { Store } from '../core/ports/store';
import type { Problem } from '../core/problem';
import { type Result, success } from '../core/result';
import { refuse } from '../platform/serve';

export async function takenCase(
  store: Store,
  loanId: string,
  staffId: string,
): Promise<Result<CaseItem, Problem>> {
  const item = await store.get<CaseItem['body']>(caseKey(loanId));
  if (!item) return refuse('not_found');
  if (item.body.status === 'closed') return refuse('collection_closed');
  if (item.body.assigneeId !== staffId) return refuse('case_not_taken');
  return success(item);
}
