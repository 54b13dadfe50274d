/** Takes the next step of a case that is due: a message, a call of the robot, or people. */
import { addDays, type IsoDate } from '../calendar';
import { dayInChina } from '../china-day';
import type { Change } from '../ports/store';
import type { LoanView } from '../repayment/loan-view';
import { type CaseItem, writeCase } from './case-record';
import {
  type CaseReading,
  closingReason,
  delinquencyOf,
  judged,
  liftPromise,
  readCase,
} from './case-refresh';
import {
  actOn,
  type CollectionCase,
  closeCase,
  nextStep,
  queued,
  stepTaken,
  updateCase,
} from './collection-case';
import { contactDebtor, type Message, type SendingServices } from './contact-debtor';
import type { GateDecision } from './contact-gate';
import { type Strategy, type StrategyStep, strategyInForce } from './strategy';

export interface ActingServices extends SendingServices {
  readonly strategies: readonly Strategy[];
}

export interface Acting {
  readonly actorId: string;
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export type ActOutcome =
  | 'nothing'
  | 'closed'
  | 'rested'
  | 'queued'
  | 'refused'
  | 'conflict'
  | 'sent'
  | 'notSent'
  | 'placed'
  | 'notPlaced';

export interface Acted {
  readonly outcome: ActOutcome;
  readonly promise?: 'kept' | 'broken';
}

export async function actOnCase(
  services: ActingServices,
  loanId: string,
  acting: Acting,
): Promise<Acted> {
  const { store } = services;
  const today = dayInChina(acting.now);
  const reading = await readCase(store, loanId, today);
  const { item, view } = reading;
  // The index may be behind the row.
  if (item?.body.status !== 'open' || !item.body.actOn || item.body.actOn > today)
    return { outcome: 'nothing' };
  const { held, since } = judged(item.body, reading, today);
  const told = since && { promise: since };
  const lift = since === 'kept' ? await liftPromise(store, held.customerId, loanId) : [];
  const settle = async (next: CollectionCase, outcome: ActOutcome): Promise<Acted> => {
    const committed = await store.commit([writeCase(item, next), ...lift]);
    return committed.ok ? { outcome, ...told } : { outcome: 'conflict' };
  };

  const delinquency = await delinquencyOf(store, reading);
  if (!delinquency) return settle(closeCase(held, closingReason(view), today), 'closed');
  const strategy = strategyInForce(services.strategies, today);
  const current = updateCase(held, delinquency, strategy, today);
  if (current.promise?.status === 'standing')
    return settle(actOn(current, addDays(current.promise.on, 1)), 'rested');
  // Whoever kept a promise is left in peace for the day.
  if (since === 'kept') return settle(actOn(current, addDays(today, 1)), 'rested');
  const step = nextStep(current, strategy);
  if (current.forPeople) {
    const { forPeople: _, ...rest } = queued(current, acting.now);
    return settle(actOn(rest, addDays(today, 1)), 'queued');
  }
  if (step.action === 'person')
    return settle(stepTaken(queued(current, acting.now), step, today), 'queued');
  const contacted = await takeStep(services, { reading, item, current, step }, acting, today);
  return { outcome: contacted, ...told };
}

interface DueStep {
  readonly reading: CaseReading;
  readonly item: CaseItem;
  readonly current: CollectionCase;
  readonly step: StrategyStep;
}

async function takeStep(
  services: ActingServices,
  { reading, item, current, step }: DueStep,
  acting: Acting,
  today: IsoDate,
): Promise<ActOutcome> {
  const { loanId, customerId, strategyVersion, arm } = current;
  const contacting = {
    loanId,
    customerId: reading.loan.customerId,
    recipientId: customerId,
    purpose: 'collection' as const,
    ...acting,
    strategyVersion,
    arm,
  };
  const also = (decision: GateDecision): readonly Change[] => [
    writeCase(
      item,
      decision.allowed
        ? stepTaken(current, step, today)
        : actOn(current, dayAfterRefusal(decision, today)),
    ),
  ];
  const message = messageOf(current, reading.view, step.action === 'voiceRobot');
  return (await contactDebtor(services, contacting, message, also)).outcome;
}

/** Where only a change could help, it may have come by then. */
const daysUntilAskedAgain = 7;

export const dayAfterRefusal = (
  { nextAllowedMillis }: { readonly nextAllowedMillis?: number },
  today: IsoDate,
): IsoDate =>
  nextAllowedMillis === undefined
    ? addDays(today, daysUntilAskedAgain)
    : dayInChina(nextAllowedMillis);

function messageOf(
  { overdueFen, daysPastDue }: CollectionCase,
  { rows }: LoanView,
  byVoice: boolean,
): Message {
  if (byVoice)
    return {
      channel: 'voiceRobot',
      script: (language) => ({ script: 'overdue', language, overdueFen, daysPastDue }),
    };
  const oldest = rows.find((row) => row.daysPastDue > 0);
  if (!oldest) throw new Error('an overdue loan has an overdue instalment');
  const { dueOn } = oldest;
  return {
    channel: 'sms',
    notice: (language) => ({ kind: 'loanOverdue', amountFen: overdueFen, dueOn, language }),
  };
}
