/** Serves one page of the loans that have work in a place: a shard of an open day. */
import { addDays, type IsoDate } from '../core/calendar';
import type { Store } from '../core/ports/store';
import { dayShards, type LoanItem, loanKey, workPartition } from '../core/repayment/loan-record';
import { hourOfSlot, slotAt, slotOfInstant } from '../core/repayment/work-slot';
import type { Moment } from '../platform/task';
import { type ServicingServices, serviceLoan } from './servicing';
import { openServicingCase } from './servicing-cases';

export interface Place {
  /** The first open day; places count on from it, so many shards a day. */
  readonly from: IsoDate;
  readonly place: number;
  /** '' or where the former page ended. */
  readonly cursor: string;
}

const pageSize = 200;
const atOnce = 8;
const attempts = 4;

export async function servePage(
  services: ServicingServices,
  { from, place, cursor }: Place,
  moment: Moment,
): Promise<{ readonly served: number; readonly next?: string }> {
  const on = addDays(from, Math.floor(place / dayShards));
  const until = on < moment.today ? slotAt(on, 24) : slotOfInstant(moment.now);
  const page = await services.store.query<LoanItem['body']>({
    table: 'repayment',
    index: 'index2',
    partition: workPartition(on, place % dayShards),
    sort: { to: `${hourOfSlot(until)}#~` },
    limit: pageSize,
    ...(cursor && { cursor }),
  });
  const served = await inTurns(page.items, (item) => serveOrOpenCase(services, item, moment, from));
  return { served, ...(page.next && { next: page.next }) };
}

/** So many at once; the first failure is thrown after all have had their turn. */
async function inTurns<T>(items: readonly T[], run: (item: T) => Promise<boolean>) {
  const failures: unknown[] = [];
  let done = 0;
  for (let start = 0; start < items.length; start += atOnce) {
    const settled = await Promise.allSettled(items.slice(start, start + atOnce).map(run));
    for (const each of settled) {
      if (each.status === 'rejected') failures.push(each.reason);
      else if (each.value) done += 1;
    }
  }
  if (failures.length > 0) throw failures[0];
  return done;
}

async function serveOrOpenCase(
  services: ServicingServices,
  item: LoanItem,
  moment: Moment,
  from: IsoDate,
): Promise<boolean> {
  // From the key: a loan that cannot be understood has one all the same.
  const loanId = item.key.partition.slice('LOAN#'.length);
  try {
    return await serve(services, item, moment, from);
  } catch (error) {
    await openServicingCase(services.store, loanId, error, moment);
    return false;
  }
}

/** The index may lag behind, and borrowers write by night too: then the loan is read again. */
async function serve(
  services: ServicingServices,
  item: LoanItem,
  moment: Moment,
  from: IsoDate,
): Promise<boolean> {
  let read: LoanItem | undefined = item;
  for (let attempt = 0; read && attempt < attempts; attempt++) {
    const outcome = await serviceLoan(services, read, moment, from);
    if (outcome !== 'conflict') return outcome === 'served';
    read = await readLoan(services.store, item.body.loanId);
  }
  throw new Error('the loan changed in the moment of every attempt');
}

const readLoan = (store: Store, loanId: string) => store.get<LoanItem['body']>(loanKey(loanId));
