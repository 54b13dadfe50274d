/** The cases of the night as they are kept: opened, tried again, resolved, counted. */
import { addDays } from '../core/calendar';
import type { Change, Store } from '../core/ports/store';
import { type LoanItem, loanKey, postponeLoan } from '../core/repayment/loan-record';
import {
  casesPartition,
  failedAgain,
  resolvedBy,
  type ServicingCaseItem,
  servicingCaseKey,
  writeCase,
} from '../core/repayment/servicing-case';
import { slotAt } from '../core/repayment/work-slot';
import { describeError, logger, measure } from '../platform/observability';
import type { Moment } from '../platform/task';
import { everyRow } from './journal';

type CaseBody = ServicingCaseItem['body'];

/**
 * The loan becomes a case and is looked at again tomorrow. Nothing of it needs to be understood,
 * since that may be what failed. Throws when not even that can be written.
 */
export async function openServicingCase(
  store: Store,
  loanId: string,
  error: unknown,
  { today }: Moment,
): Promise<void> {
  const described = describeError(error);
  logger.error('not serviced', { loanId, ...described });
  const read = await store.get<LoanItem['body']>(loanKey(loanId));
  if (!read) throw new Error(`loan ${loanId} is missing`);
  const before = await store.get<CaseBody>(servicingCaseKey(loanId));
  const reason = String(described.errorName);
  const committed = await store.commit([
    postponeLoan(read, loanId, slotAt(addDays(today, 1), 0)),
    writeCase(before, failedAgain(before?.body, loanId, reason, today)),
  ]);
  if (!committed.ok) throw new Error(`loan ${loanId} changed meanwhile`);
  measure('ServicingCases');
}

/** A night that could serve the loan resolves what an earlier one could not. */
export async function resolveServicingCase(
  store: Store,
  loanId: string,
  { today }: Moment,
): Promise<readonly Change[]> {
  const read = await store.get<CaseBody>(servicingCaseKey(loanId));
  if (!read || read.body.state === 'resolved') return [];
  return [writeCase(read, resolvedBy(read.body, 'night', today))];
}

export async function countOpenCases(store: Store): Promise<number> {
  let count = 0;
  for (const state of ['open', 'taken'] as const) {
    const partition = casesPartition(state);
    for await (const _ of everyRow(store, { table: 'repayment', index: 'index1', partition }))
      count += 1;
  }
  return count;
}
