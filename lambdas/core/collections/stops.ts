/** Stops: what rests all contacts about a loan, and takes its case out of people's hands. */
import { addDays, type IsoDate } from '../calendar';
import type { Change } from '../ports/store';
import { type CaseItem, writeCase } from './case-record';
import { actOn, worked } from './collection-case';
import type { Stop } from './contact-gate';
import { type Debtor, type DebtorItem, withoutStop, withStop, writeDebtor } from './debtor-record';
import { type Dispute, type DisputeItem, openDispute, writeDispute } from './dispute-record';
import {
  askForHelp,
  type HardshipAsked,
  type HardshipItem,
  type HardshipRequest,
  planStop,
  writeHardship,
} from './hardship-record';

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

/** Help that is being asked for already stays as it was asked. */
export function placeHardship(
  debtor: Debtor,
  held: CaseItem | undefined,
  read: HardshipItem | undefined,
  about: Pick<HardshipRequest, 'loanId' | 'customerId' | 'askedBy'>,
  asked: HardshipAsked,
  now: number,
): Stopped & { readonly request: HardshipRequest } {
  const request = askForHelp(read, about, asked, now);
  const stopped = placeStop(debtor, held, { kind: 'hardship', loanId: about.loanId });
  return { ...stopped, changes: [...stopped.changes, writeHardship(read, request)], request };
}

/** Help was granted: contacts rest until the plan's first due day is over. */
export function restForPlan(
  debtor: DebtorItem,
  held: CaseItem | undefined,
  loanId: string,
  restsUntil: IsoDate,
): readonly Change[] {
  const next = addDays(restsUntil, 1);
  const resumed = held?.body.status === 'open' ? [writeCase(held, actOn(held.body, next))] : [];
  return [writeDebtor(debtor, withStop(debtor.body, planStop(loanId, restsUntil))), ...resumed];
}
