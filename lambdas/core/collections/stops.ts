/** Stops: what rests all contacts about a loan, and takes its case out of people's hands. */
import type { IsoDate } from '../calendar';
import type { Change } from '../ports/store';
import { type CaseItem, writeCase } from './case-record';
import { actOn, worked } from './collection-case';
import type { Stop } from './contact-gate';
import { type Debtor, type DebtorItem, withoutStop, withStop, writeDebtor } from './debtor-record';
import { type Dispute, type DisputeItem, openDispute, writeDispute } from './dispute-record';

export interface Stopped {
  readonly debtor: Debtor;
  readonly changes: readonly Change[];
}

/**
 * Rests contacts about a loan until the stop is lifted: for a dispute, and for a hardship request
 * with the plan that follows it.
 * @returns the debtor's row as it is to be written with the changes
 */
export function placeStop(
  debtor: Debtor,
  held: CaseItem | undefined,
  stop: Omit<Stop, 'untilMillis'>,
): Stopped {
  const resting =
    held?.body.status === 'open' ? [writeCase(held, actOn(worked(held.body), undefined))] : [];
  return { debtor: withStop(debtor, stop), changes: resting };
}

/** Contacts may begin again, in the run of that day at the earliest. */
export function liftStop(
  debtor: DebtorItem,
  held: CaseItem | undefined,
  stop: Omit<Stop, 'untilMillis'>,
  today: IsoDate,
): readonly Change[] {
  const resumed = held?.body.status === 'open' ? [writeCase(held, actOn(held.body, today))] : [];
  return [writeDebtor(debtor, withoutStop(debtor.body, stop)), ...resumed];
}

/** A loan that is disputed already stays so with its first reason. */
export function placeDispute(
  debtor: Debtor,
  held: CaseItem | undefined,
  read: DisputeItem | undefined,
  dispute: Pick<Dispute, 'loanId' | 'customerId' | 'reason'>,
  now: number,
): Stopped & { readonly dispute: Dispute } {
  const opened = openDispute(read, dispute, now);
  const stopped = placeStop(debtor, held, { kind: 'dispute', loanId: dispute.loanId });
  return { ...stopped, changes: [...stopped.changes, writeDispute(read, opened)], dispute: opened };
}
