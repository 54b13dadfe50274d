/**
 * When a loan next needs the night. The loan is found by this slot, so that a night touches the
 * loans that have something to do and no others.
 */
import { dayNumberOf, type IsoDate, isoDateOf, lastDayOfMonth, monthOf, yearOf } from '../calendar';
import { isDaily, rowOutstanding } from './accrual';
import type { LoanRecord } from './loan-record';
import type { LoanRow, LoanState } from './loan-state';
import { loanView } from './loan-view';
import { delinquencyBoundaries, servicingPolicy } from './servicing-policy';
import { servicingOf } from './servicing-state';
import { type Slot, type SlotNumber, slotNumber, slotNumberOf, slotOf } from './work-slot';

type Planned = Pick<LoanRecord, 'state' | 'servicing' | 'autopay' | 'pendingRepaymentId'>;

/** The earliest slot with work that is not done yet; undefined once the loan is closed. */
export function nextWork(loan: Planned): Slot | undefined {
  const { state } = loan;
  if (state.status !== 'active') return undefined;
  const { doneThrough } = servicingOf(loan);
  const done = slotNumberOf(doneThrough);
  const collects = loan.autopay !== undefined && loan.pendingRepaymentId === undefined;
  let next = nextMonthEnd(done);
  let isOldest = true;
  for (const dueDay of openDueDays(state)) {
    // Nothing earlier can follow: rows are in the order of their due days.
    if (slotNumber(dueDay - longestNotice, 0) >= next) break;
    if (isOldest) next = earliest(done, next, boundariesFrom(state, dueDay));
    if (collects) next = earliest(done, next, collectionsOf(dueDay));
    next = earliest(done, next, remindersOf(dueDay));
    isOldest = false;
  }
  return slotOf(next);
}

const { reminderDays, collectionDays, collectionHours } = servicingPolicy;
const longestNotice = Math.max(...reminderDays);

function earliest(done: SlotNumber, known: SlotNumber, slots: Iterable<SlotNumber>): SlotNumber {
  let next = known;
  for (const slot of slots) if (slot > done && slot < next) next = slot;
  return next;
}

export const remindersOf = (dueDay: number): SlotNumber[] =>
  reminderDays.map((days) => slotNumber(dueDay - days, 0));

export const collectionsOf = (dueDay: number): SlotNumber[] =>
  collectionDays.flatMap((days) => collectionHours.map((hour) => slotNumber(dueDay + days, hour)));

/** A loan within its grace days is in no bucket: its first boundary comes with their end. */
function boundariesFrom({ terms }: LoanState, dueDay: number): SlotNumber[] {
  const { graceDays } = terms.penalty;
  return delinquencyBoundaries.map((days) => slotNumber(dueDay + Math.max(days, graceDays + 1), 0));
}

/** The end of the month after what is done: its interest is booked on every loan. */
export function nextMonthEnd(done: SlotNumber): SlotNumber {
  const thisMonth = monthEndOf(dayOfNumber(done));
  return thisMonth > done ? thisMonth : monthEndOf(dayOfNumber(thisMonth), 1);
}

const dayOfNumber = (slot: SlotNumber): IsoDate => slotOf(slot).slice(0, 10) as IsoDate;

function monthEndOf(on: IsoDate, daysLater = 0): SlotNumber {
  const day = isoDateOf(dayNumberOf(on) + daysLater);
  const last = lastDayOfMonth(yearOf(day), monthOf(day));
  return slotNumber(dayNumberOf(`${day.slice(0, 8)}${last}` as IsoDate), 24);
}

/** Day numbers on which something falls or fell due that is still owed, the oldest first. */
function openDueDays(state: LoanState): number[] {
  // Credit pays instalments as they fall due, daily interest plans them anew: ask the view.
  if (isDaily(state.terms) || state.creditFen > 0)
    return loanView(state, state.asOf)
      .rows.filter(({ outstandingFen }) => outstandingFen > 0)
      .map(({ dueOn }) => dayNumberOf(dueOn))
      .sort((one, other) => one - other);
  const days: number[] = [];
  for (const row of state.rows)
    if (row.paidOn === null && isOwed(state, row)) days.push(dayNumberOf(row.dueOn));
  return days;
}

const isOwed = (state: LoanState, row: LoanRow): boolean =>
  row.due.principal + row.due.interest + row.due.fees >
    row.paid.principal +
      row.paid.interest +
      row.paid.fees +
      row.waived.principal +
      row.waived.interest +
      row.waived.fees || rowOutstanding(state.terms, row, state.asOf) > 0;
