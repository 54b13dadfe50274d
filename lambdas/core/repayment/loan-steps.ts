/**
 * What each event does to a loan, in place.
 *
 * Exports: step.
 */
import { dayNumberOf, isoDateOf } from '../calendar';
import { type Fen, fen } from '../money';
import { unreachable } from '../result';
import { isDaily } from './accrual';
import { allocate } from './allocation';
import { addCharge } from './charges';
import { liveRows } from './live-rows';
import { advance, recalculate, refreshStatus } from './loan-draft';
import type { LoanEvent } from './loan-events';
import { emptyRow, type LoanDraft } from './loan-state';
import { payOffDraft } from './payoff';
import { shiftedDay } from './periods';
import { prepayDraft } from './prepayment';
import { closeEarly } from './recalculation';
import { reschedule } from './reschedule';
import { restructure } from './restructure';
import { waiveDraft } from './waiver';

/** Nothing is left to change when a backdated payment has settled the loan before. */
const changesTerms: ReadonlySet<LoanEvent['type']> = new Set([
  'rateChanged',
  'rescheduled',
  'extended',
]);

/** One event, in place. Total: whatever decide() once allowed can be replayed among others. */
export function step(draft: LoanDraft, event: LoanEvent): void {
  advance(draft, event.on);
  if (changesTerms.has(event.type)) {
    refreshStatus(draft);
    if (draft.status === 'settled') {
      return;
    }
  }
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
    row.paidOn = null;
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
