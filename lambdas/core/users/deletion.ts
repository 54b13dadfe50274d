/** Deleting an account: what stands against it, when it is due, and the hold that stops it. */
import { addDays, addMonths, type IsoDate, laterOf } from '../calendar';
import { dayInChina } from '../china-day';
import { isClosed } from '../orders/order';
import type { Order } from '../orders/order-record';
import type { Change, Item, Key } from '../ports/store';
import type { LoanRecord } from '../repayment/loan-record';
import { failure, type Result, success } from '../result';
import type { AuditEntry } from './audit';
import type { IdentityStatus } from './rows';

/** Long enough to think better of it, and within the fifteen working days promised. */
export const coolingOffDays = 15;

/** After closure: Anti-Money-Laundering Law (2025), article 34. */
export const retentionMonths = 10 * 12;

/** What a customer has to do with us. */
export interface Business {
  readonly identity: IdentityStatus;
  readonly orders: readonly Pick<Order, 'state' | 'history'>[];
  readonly loans: readonly Pick<LoanRecord, 'state'>[];
}

export type Hindrance = 'orderOpen' | 'loanOutstanding' | 'retentionDuty' | 'walletLinked';

/** What is under way and must end first; a written-off loan is still owed. */
export function unfinished({ orders, loans }: Business): Hindrance[] {
  const isOwed = loans.some(({ state }) => state.status !== 'settled');
  const isOpen = orders.some(({ state }) => !isClosed(state));
  return [
    ...(isOpen ? ['orderOpen' as const] : []),
    ...(isOwed ? ['loanOutstanding' as const] : []),
  ];
}

/** Whoever was identified for a loan, or asked for one, is a customer in the sense of the law. */
export const hasRetentionDuty = ({ identity, orders, loans }: Business): boolean =>
  identity === 'verified' || orders.length > 0 || loans.length > 0;

export interface Refused {
  readonly reasons: readonly Hindrance[];
  /** Until when the law obliges us to keep the records if the account is closed today. */
  readonly retainedUntil?: IsoDate;
}

/** The day on which the account will be shredded, or why it cannot be promised. */
export function dueOn(
  business: Business,
  whenRetentionEnds: boolean,
  today: IsoDate,
): Result<IsoDate, Refused> {
  const reasons = unfinished(business);
  if (reasons.length > 0) return failure({ reasons });
  if (!hasRetentionDuty(business)) return success(addDays(today, coolingOffDays));
  const retainedUntil = addMonths(today, retentionMonths);
  if (whenRetentionEnds) return success(retainedUntil);
  return failure({ reasons: ['retentionDuty'], retainedUntil });
}

/**
 * Asked again on the day itself: what stood against it then does so now. Whoever consented anew
 * after the request and was identified, applied or borrowed is a customer like any other.
 */
export function isHindered(business: Business, { requestedAt }: DeletionBody, now: number) {
  if (unfinished(business).length > 0) return true;
  if (!hasRetentionDuty(business)) return false;
  const requestedOn = dayInChina(Date.parse(requestedAt));
  return dayInChina(now) < addMonths(lastActOn(business, requestedOn), retentionMonths);
}

/** The last day on which an order moved or a loan ended, from the request on. */
const lastActOn = ({ orders, loans }: Business, requestedOn: IsoDate): IsoDate =>
  [
    ...orders.flatMap(({ history }) => history.map(({ atMillis }) => dayInChina(atMillis))),
    ...loans.flatMap(({ state }) => state.settledOn ?? []),
  ].reduce(laterOf, requestedOn);

export type DeletionBody = {
  readonly customerId: string;
  readonly status: 'scheduled' | 'cancelled' | 'shredded';
  readonly requestedAt: string;
  readonly shredsOn: string;
  /** From then on something may be destroyed, and nothing can be called off. */
  readonly begunAt?: string;
  readonly shreddedAt?: string;
};
export type DeletionItem = Item<DeletionBody>;

/** Apart from the customer's own rows: this one stays and tells that nothing is left. */
export const deletionKey = (customerId: string): Key => ({
  table: 'users',
  partition: `DELETION#${customerId}`,
  sort: 'STATE',
});

/** What is due is found by its day. Few ask for it: one partition is enough. */
export const scheduledPartition = 'DELETIONS#scheduled';

export function writeDeletion(read: DeletionItem | undefined, body: DeletionBody): Change {
  const { customerId, status, shredsOn } = body;
  const index1 = { partition: scheduledPartition, sort: `${shredsOn}#${customerId}` };
  const item = {
    key: deletionKey(customerId),
    body,
    ...(status === 'scheduled' && { indexes: { index1 } }),
  };
  return read ? { kind: 'replace', item, expectedVersion: read.version } : { kind: 'insert', item };
}

export const deletionView = ({ status, requestedAt, shredsOn }: DeletionBody) => ({
  status,
  requestedAt,
  shredsOn,
});

/** Why records must outlive their time. */
export const holdReasons = ['litigation', 'investigation', 'regulator'] as const;
export type HoldReason = (typeof holdReasons)[number];

export type HoldBody = {
  readonly reason: HoldReason;
  readonly placedAt: string;
  readonly placedBy: string;
};

export const holdKey = (customerId: string): Key => ({
  table: 'users',
  partition: `DELETION#${customerId}`,
  sort: 'HOLD',
});

/** What the customer's audit trail says of a hold: who, and why. */
export const holdEntry = (
  action: 'placeHold' | 'liftHold',
  reason: HoldReason,
  actorId: string,
  requestId: string,
): AuditEntry => ({ action, actorId, requestId, purpose: reason, objects: [] });
