/**
 * State = fold of events. In order, each event is one step; a backdated event or a reversal
 * replays the whole history sorted by the day each fact counts from.
 *
 * Exports: apply, fold, stateOn.
 */
import type { IsoDate } from '../calendar';
import { zeroFen } from '../money';
import { draftOf } from './loan-draft';
import type { Disbursed, LoanEvent } from './loan-events';
import { openRows } from './loan-rows';
import type { LoanDraft, LoanState } from './loan-state';
import { step } from './loan-steps';
import { anchorDayOf } from './periods';

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

/** The state on an earlier day, from the facts that count until then; else the state itself. */
export const stateOn = (state: LoanState, on: IsoDate): LoanState =>
  on < state.asOf && on >= state.disbursedOn ? replay(state.events, on) : state;

/**
 * Replays facts in the order they count: by day, and within a day as recorded. Reversed facts
 * count as if they had never been.
 */
function replay(events: readonly LoanEvent[], until?: IsoDate): LoanState {
  const reversed = new Set<string>();
  for (const event of events) {
    if (event.type === 'reversed') {
      reversed.add(event.eventId);
    }
  }
  const facts = events.filter(
    (event) =>
      (event.type === 'reversed' || !reversed.has(event.id)) &&
      (until === undefined || event.on <= until),
  );
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
