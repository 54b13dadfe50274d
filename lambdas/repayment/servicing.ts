/** Serves one loan in one commit: what core says is to be done, as rows and events. */
import { type IsoDate, laterOf } from '../core/calendar';
import { advance, type OrderItem, orderKey, replaceOrder } from '../core/orders/order-record';
import { type OutboxEvent, publish } from '../core/outbox';
import type { ChannelRouter } from '../core/payments/channel-router';
import type { Change, Store } from '../core/ports/store';
import { delinquencyEvent } from '../core/repayment/delinquency-change';
import { insertNote, noteOfChange } from '../core/repayment/loan-note';
import {
  insertEvent,
  type LoanItem,
  type LoanRecord,
  loanPartition,
  replaceLoan,
} from '../core/repayment/loan-record';
import { type Service, serviceOf } from '../core/repayment/servicing';
import { slotOfInstant } from '../core/repayment/work-slot';
import type { BehaviourCards } from '../core/risk/behaviour-cards';
import { recordBehaviour, scoreMonth } from '../core/risk/behaviour-record';
import { measure } from '../platform/observability';
import type { Moment } from '../platform/task';
import { collectByAutopay } from './autopay-collection';
import { resolveServicingCase } from './servicing-cases';

export interface ServicingServices {
  readonly store: Store;
  readonly behaviourCards: Pick<BehaviourCards, 'inForce'>;
  readonly router: ChannelRouter;
}

/**
 * Serves it, unless there is nothing to do or someone else wrote meanwhile.
 * @throws what people must look at, all the rest done
 * @param from the first open day: nothing is booked on a closed one.
 */
export async function serviceLoan(
  { store, behaviourCards, router }: ServicingServices,
  read: LoanItem,
  moment: Moment,
  from: IsoDate,
): Promise<'served' | 'idle' | 'conflict'> {
  const service = serviceOf(read.body, slotOfInstant(moment.now));
  if (!service) return 'idle';
  const collected = await collectByAutopay({ store, router }, service, moment);
  const { hasServicingCase, ...loan } = collected.loan;
  const card = service.scoreOn && (await behaviourCards.inForce(moment.now));
  const score = card && scoreMonth(card, loan.state, service.scoreOn);
  const committed = await store.commit([
    replaceLoan(read, loan, moment.today),
    ...entriesOf(read.body, service, from),
    ...notesOf(service, collected.collectFen, score?.score, moment, from),
    ...collected.changes,
    ...(score ? recordBehaviour(score, loan.customerId, moment.now) : []),
    ...(await overdueOrder(store, service, moment)),
    ...eventsOf(service).map((event, n) => tell(loan.loanId, event, `${n}`, moment)),
    ...(hasServicingCase && !collected.trouble
      ? await resolveServicingCase(store, loan.loanId, moment)
      : []),
  ]);
  if (!committed.ok) return 'conflict';
  if (becomesOverdue(service)) measure('LoansOverdue');
  if (collected.trouble) throw collected.trouble;
  return 'served';
}

function entriesOf({ loanId, state }: LoanRecord, { monthEnds }: Service, from: IsoDate): Change[] {
  return monthEnds.map(({ event, postings }, n) =>
    insertEvent(loanId, state.events.length + n + 1, event, postings, laterOf(event.on, from)),
  );
}

function notesOf(
  { loan, fellDue, change }: Service,
  collectFen: number,
  score: number | undefined,
  { now, today }: Moment,
  from: IsoDate,
): Change[] {
  const note = {
    ...(fellDue && { dueFen: fellDue.amountFen }),
    ...(collectFen > 0 && { collectFen }),
    ...(change && noteOfChange(change)),
    ...(score !== undefined && { score }),
  };
  if (Object.keys(note).length === 0) return [];
  const on = fellDue ? laterOf(fellDue.on, from) : today;
  return [insertNote({ loanId: loan.loanId, ...note }, slotOfInstant(now), on)];
}

const becomesOverdue = ({ change }: Service): boolean => change?.from === 'current';

/** The order's state follows the loan's, unless it did already. */
async function overdueOrder(store: Store, service: Service, moment: Moment): Promise<Change[]> {
  if (!becomesOverdue(service)) return [];
  const { loanId, orderId } = service.loan;
  const order = await store.get<OrderItem['body']>(orderKey(orderId));
  if (!order) throw new Error('the order of the loan is missing');
  const next = advance(order.body, 'becomeOverdue', moment.now);
  if (!next.ok) return [];
  const event = { type: 'LoanOverdue', version: 1, data: { loanId, orderId } };
  return [replaceOrder(order, next.value), tell(loanId, event, 'overdue', moment)];
}

function eventsOf({ loan, reminders, change }: Service): OutboxEvent[] {
  const { loanId, customerId } = loan;
  const events: OutboxEvent[] = reminders.map((reminder) => ({
    type: 'InstalmentApproaching',
    version: 1,
    data: { loanId, customerId, ...reminder },
  }));
  if (!change) return events;
  const [type, data] = delinquencyEvent(loan, change);
  return [...events, { type, version: 1, data }];
}

/** A loan is served once an hour at most, so that the event's id follows from the hour. */
const tell = (loanId: string, event: OutboxEvent, id: string, { now }: Moment): Change =>
  publish('repayment', loanPartition(loanId), `night-${slotOfInstant(now)}-${id}`, event, now);
