/** Sends a reminder whose day has come, unless its instalment is paid or the gate refuses. */
import { dayInChina } from '../china-day';
import type { Change } from '../ports/store';
import { type LoanItem, loanKey } from '../repayment/loan-record';
import { loanView } from '../repayment/loan-view';
import type { Acting, ActOutcome } from './act-on-case';
import { contactDebtor, type SendingServices } from './contact-debtor';
import type { GateDecision } from './contact-gate';
import { type Reminder, type ReminderItem, reminderKey, writeReminder } from './reminder-record';

/** A provider that is down is asked again at the next runs. */
const mostTries = 3;

export async function sendReminder(
  services: SendingServices,
  due: Reminder,
  acting: Acting,
): Promise<ActOutcome> {
  const { store } = services;
  const today = dayInChina(acting.now);
  const item = await store.get<ReminderItem['body']>(reminderKey(due));
  // The index may be behind the row.
  if (!item?.body.actOn || item.body.actOn > today) return 'nothing';
  const { actOn: _, ...reminder } = item.body;
  const loan = await store.get<LoanItem['body']>(loanKey(reminder.loanId));
  if (!loan) throw new Error('there is no such loan');
  const amountFen = amountDue(loan.body, reminder, today);
  if (amountFen === 0 || today > reminder.dueOn) {
    const dropped = await store.commit([writeReminder(item, reminder)]);
    return dropped.ok ? 'rested' : 'conflict';
  }

  const { loanId, customerId, dueOn } = reminder;
  const contacting = {
    loanId,
    customerId: loan.body.customerId,
    recipientId: customerId,
    purpose: 'reminder' as const,
    ...acting,
  };
  const kind = today === dueOn ? 'instalmentDueToday' : 'instalmentComing';
  const message = {
    channel: 'sms' as const,
    notice: (language: 'zh' | 'en') => ({ kind, amountFen, dueOn, language }) as const,
  };
  const also = (decision: GateDecision): readonly Change[] => [
    writeReminder(item, afterDecision(reminder, decision)),
  ];
  const { outcome } = await contactDebtor(services, contacting, message, also);
  if (outcome === 'notSent') await tryAgain(services, reminder, today);
  return outcome;
}

/** What of the instalment, and of what fell due before it, is still to be paid. */
function amountDue(loan: LoanItem['body'], { dueOn }: Reminder, today: Reminder['dueOn']): number {
  const { rows, status } = loanView(loan.state, today);
  if (status !== 'repaying' && status !== 'overdue') return 0;
  return rows.reduce((sum, row) => (row.dueOn === dueOn ? sum + row.outstandingFen : sum), 0);
}

/** Refused before its due day is over, it waits for the hour that was named. */
function afterDecision(reminder: Omit<Reminder, 'actOn'>, decision: GateDecision): Reminder {
  if (decision.allowed || decision.nextAllowedMillis === undefined) return reminder;
  const on = dayInChina(decision.nextAllowedMillis);
  return on <= reminder.dueOn ? { ...reminder, actOn: on } : reminder;
}

async function tryAgain(
  { store }: SendingServices,
  { tries, ...reminder }: Omit<Reminder, 'actOn'>,
  today: Reminder['dueOn'],
): Promise<void> {
  if (tries + 1 >= mostTries) return;
  const next: Reminder = { ...reminder, tries: tries + 1, actOn: today };
  const written = await store.get<ReminderItem['body']>(reminderKey(next));
  if (written) await store.commit([writeReminder(written, next)]);
}
