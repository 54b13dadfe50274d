/**
 * What the night does for one loan: everything that has come due since it was last served. Pure,
 * and the same loan at the same moment gives the same work, however often it is asked.
 */
import { dayNumberOf, daysBetween, type IsoDate } from '../calendar';
import { postingsOf } from '../ledger/loan-postings';
import type { Posting } from '../ledger/postings';
import { type DelinquencyChange, delinquencyChange } from './delinquency-change';
import type { LoanEvent } from './loan-events';
import { apply } from './loan-history';
import type { LoanRecord } from './loan-record';
import type { LoanState } from './loan-state';
import { type LoanView, loanView } from './loan-view';
import { type Servicing, servicingOf } from './servicing-state';
import { collectionsOf, nextMonthEnd, nextWork, remindersOf } from './work-plan';
import {
  dayOfSlot,
  type Slot,
  type SlotNumber,
  slotNumber,
  slotNumberOf,
  slotOf,
} from './work-slot';

export interface Reminder {
  readonly dueOn: IsoDate;
  /** 0 on the due day. */
  readonly daysLeft: number;
  readonly amountFen: number;
}

/** An entry of the journal, before it has a row. */
export interface MonthEnd {
  readonly event: LoanEvent;
  readonly postings: readonly Posting[];
}

export interface Service {
  /** The loan with the month's end booked and everything up to now done. */
  readonly loan: LoanRecord;
  readonly view: LoanView;
  readonly reminders: readonly Reminder[];
  readonly monthEnds: readonly MonthEnd[];
  readonly change?: DelinquencyChange;
  /** What autopay is to debit now; 0: nothing, or not authorised. */
  readonly collectFen: number;
  /** The day the month's behaviour score counts from, if it is not taken yet. */
  readonly scoreOn?: IsoDate;
  /** What fell due since the loan was last served, and the latest such day. */
  readonly fellDue?: { readonly on: IsoDate; readonly amountFen: number };
}

/** Undefined when nothing has come due. */
export function serviceOf(loan: LoanRecord, now: Slot): Service | undefined {
  const next = nextWork(loan);
  if (next === undefined || next > now) return undefined;
  const before = servicingOf(loan);
  const [since, until] = [slotNumberOf(before.doneThrough), slotNumberOf(now)];
  const today = dayOfSlot(now);
  const isNew = (slot: SlotNumber) => slot > since && slot <= until;

  const { state, monthEnds } = bookMonthEnds(loan.state, since, until);
  const view = loanView(state, today);
  const open = view.rows.filter((row) => row.outstandingFen > 0);
  const dueDays = open.map(({ dueOn }) => dayNumberOf(dueOn));
  const fellDue = open.filter(({ dueOn }) => isNew(slotNumber(dayNumberOf(dueOn), 0)));
  const lastDue = fellDue.at(-1)?.dueOn;
  const scoreOn = scoringDay(before, lastDue && today, monthEnds.at(-1)?.event.on);
  const { told, change } = delinquencyChange({ ...loan, state }, view);
  const isCollectionHour = dueDays.some((day) => collectionsOf(day).some(isNew));
  const mayCollect = loan.autopay !== undefined && loan.pendingRepaymentId === undefined;
  return {
    loan: {
      ...told,
      servicing: {
        ...servicingOf(told),
        doneThrough: now,
        ...(scoreOn && { scoredMonth: scoreOn.slice(0, 7) }),
      },
    },
    view,
    monthEnds,
    reminders: open
      .filter(({ dueOn }) => dueOn >= today && remindersOf(dayNumberOf(dueOn)).some(isNew))
      .map(({ dueOn, outstandingFen }) => ({
        dueOn,
        daysLeft: daysBetween(today, dueOn),
        amountFen: outstandingFen,
      })),
    ...(change && { change }),
    collectFen: mayCollect && isCollectionHour ? view.dueNowFen : 0,
    ...(scoreOn && { scoreOn }),
    ...(lastDue && { fellDue: { on: lastDue, amountFen: sumOf(fellDue) } }),
  };
}

const sumOf = (rows: readonly { readonly outstandingFen: number }[]): number =>
  rows.reduce((sum, { outstandingFen }) => sum + outstandingFen, 0);

/** A month is scored once: on a due day, or at its end where nothing falls due any more. */
function scoringDay(
  { scoredMonth }: Servicing,
  ...days: readonly (IsoDate | undefined)[]
): IsoDate | undefined {
  return days.find((day) => day !== undefined && day.slice(0, 7) > (scoredMonth ?? ''));
}

/** Interest and penalty earned by the end of each month that has ended are in the books of it. */
function bookMonthEnds(before: LoanState, since: SlotNumber, until: SlotNumber) {
  const monthEnds: MonthEnd[] = [];
  let state = before;
  for (let end = nextMonthEnd(since); end <= until; end = nextMonthEnd(end)) {
    const on = dayOfSlot(slotOf(end));
    const event: LoanEvent = { type: 'dayClosed', id: `month-${on}`, on };
    const next = apply(state, event);
    monthEnds.push({ event, postings: postingsOf(state, next) });
    state = next;
  }
  return { state, monthEnds };
}
