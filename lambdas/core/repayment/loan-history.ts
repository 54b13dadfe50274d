/**
 * State = fold of events. In order, each event is one step; a backdated event or a reversal
 * replays the whole history sorted by the day each fact counts from.
 *
 * Exports: apply, fold, replay.
 */

import { dayNumberOf, isoDateOf } from '../calendar';
import { type Fen, fen, zeroFen } from '../money';
import { unreachable } from '../result';
import { isDaily } from './accrual';
import { allocate } from './allocation';
import { addCharge } from './charges';
import { liveRows } from './live-rows';
import { advance, draftOf, recalculate, refreshStatus } from './loan-draft';
import type { Disbursed, LoanEvent } from './loan-events';
import { openRows } from './loan-rows';
import { emptyRow, type LoanDraft, type LoanState } from './loan-state';
import { payOffDraft } from './payoff';
import { anchorDayOf, shiftedDay } from './periods';
import { prepayDraft } from './prepayment';
import { closeEarly } from './recalculation';
import { reschedule } from './reschedule';
import { restructure } from './restructure';
import { waiveDraft } from './waiver';

/** The state after one more event. The first event of a loan is its disbursement. */
export function apply(state: LoanState | undefined, event: LoanEvent): LoanState {
  if (state === undefined) {
    return event.type === 'disbursed' ? opened(event) : unopened();
  }
  if (event.type === 'reversed' || event.on < state.asOf) {
    return replay([...state.events, event]);
  }
  const draft = draftOf(state);
  step(draft, event);
  draft.events = [...state.events, event];
  return draft;
}

/** The state after a list of events in the order they were recorded. */
export const fold = (events: readonly LoanEvent[]): LoanState => replay(events);

/**
 * Replays facts in the order they count: by day, and within a day as recorded. Reversed facts
 * count as if they had never been.
 */
export function replay(events: readonly LoanEvent[]): LoanState {
  const reversed = new Set<string>();
  for (const event of events) {
    if (event.type === 'reversed') {
      reversed.add(event.eventId);
    }
  }
  const facts = events.filter((event) => event.type === 'reversed' || !reversed.has(event.id));
  facts.sort((left, right) => (left.on < right.on ? -1 : left.on > right.on ? 1 : 0));
  const [first, ...rest] = facts;
  const draft: LoanDraft = first?.type === 'disbursed' ? draftOf(opened(first)) : unopened();
  for (const fact of rest) {
    step(draft, fact);
  }
  draft.events = [...events];
  return draft;
}

const unopened = (): never => {
  throw new Error('a loan begins with its disbursement: decide() lets nothing else come first');
};

function opened(event: Disbursed): LoanState {
  const dated = { ...event.terms, disbursedOn: event.on };
  const terms = { ...dated, anchorDay: anchorDayOf(dated) };
  const rows = openRows(terms);
  if (rows === undefined) {
    throw new Error('the terms make no schedule: decide() lets no such loan be paid out');
  }
  return {
    loanId: event.loanId,
    status: 'active',
    terms,
    principalFen: terms.principalFen,
    disbursedOn: event.on,
    rows,
    creditFen: zeroFen,
    receivedFen: zeroFen,
    refundedFen: zeroFen,
    recoveredFen: zeroFen,
    asOf: event.on,
    events: [event],
  };
}

/** One event, in place. Total: whatever decide() once allowed can be replayed among others. */
function step(draft: LoanDraft, event: LoanEvent): void {
  advance(draft, event.on);
  switch (event.type) {
    case 'repaid':
      receive(draft, event.amountFen);
      allocate(draft, event.on, event.amountFen);
      break;
    case 'paidOff':
      receive(draft, event.amountFen);
      payOffDraft(draft, event.on, event.amountFen);
      break;
    case 'prepaid':
      receive(draft, event.amountFen);
      prepayDraft(draft, event.on, event.amountFen, event.effect);
      break;
    case 'feeCharged':
      charge(draft, event);
      break;
    case 'waived':
      waiveDraft(draft, event.on, event.component, event.amountFen);
      break;
    case 'rateChanged':
      restructure(draft, event.on, { annualRatePpm: event.annualRatePpm });
      break;
    case 'rescheduled':
      reschedule(draft, event.on, event);
      break;
    case 'extended':
      extend(draft, event.on, event.periods);
      break;
    case 'writtenOff':
      draft.status = 'writtenOff';
      draft.writtenOffOn = event.on;
      break;
    case 'recovered':
      draft.recoveredFen = fen(draft.recoveredFen + event.amountFen);
      break;
    case 'refunded':
      draft.refundedFen = fen(draft.refundedFen + event.amountFen);
      draft.creditFen = fen(draft.creditFen - event.amountFen);
      break;
    case 'disbursed':
    case 'reversed':
    case 'dayClosed':
      break;
    default:
      unreachable(event);
  }
  if (isDaily(draft.terms)) {
    closeEarly(draft, event.on);
    recalculate(draft, event.on);
  }
  refreshStatus(draft);
}

function receive(draft: LoanDraft, amountFen: Fen): void {
  draft.receivedFen = fen(draft.receivedFen + amountFen);
}

function charge(draft: LoanDraft, event: Extract<LoanEvent, { type: 'feeCharged' }>): void {
  let row = draft.rows.find(({ dueOn, kind }) => kind === 'instalment' && dueOn >= event.dueOn);
  if (row === undefined) {
    row = emptyRow(event.dueOn);
    draft.rows.push(row);
  }
  if (event.component === 'penalty') {
    row.due.penalty = fen(row.due.penalty + event.amountFen);
  } else {
    const { code, amountFen } = event;
    addCharge(row, { code, n: row.n, dueOn: row.dueOn, amountFen });
  }
}

/** Every instalment not yet due moves back by whole periods; interest runs on meanwhile. */
function extend(draft: LoanDraft, on: LoanEvent['on'], periods: number): void {
  const [current] = liveRows(draft, on);
  if (current === undefined) {
    return;
  }
  const firstDueOn = isoDateOf(shiftedDay(draft.terms, dayNumberOf(current.endOn), periods));
  restructure(draft, on, { firstDueOn });
}
