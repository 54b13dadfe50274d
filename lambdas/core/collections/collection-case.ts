/** A collection case: one overdue loan, how it is treated, and what it waits for. All pure. */
import { addDays, type IsoDate } from '../calendar';
import type { DelinquencyBucket } from '../repayment/delinquency';
import type { PromiseToPay } from './promise';
import {
  type CaseFigures,
  collectionArm,
  type Strategy,
  type StrategyStep,
  stepsFor,
} from './strategy';

export const closingReasons = ['current', 'settled', 'writtenOff'] as const;
export type ClosingReason = (typeof closingReasons)[number];

export interface CollectionCase extends CaseFigures {
  readonly loanId: string;
  readonly orderId: string;
  readonly customerId: string;
  readonly status: 'open' | 'closed';
  readonly openedOn: IsoDate;
  readonly closedOn?: IsoDate;
  readonly closedBecause?: ClosingReason;
  readonly daysPastDue: number;
  readonly strategyVersion: string;
  readonly arm: string;
  /** Which step of the strategy comes next, from 0. */
  readonly step: number;
  /** The day on which something is to be done; without it nothing is before something changes. */
  readonly actOn?: IsoDate;
  /** On that day people take it up again, whatever the strategy says. */
  readonly forPeople?: boolean;
  /** Since when it waits for people, as an instant. */
  readonly queuedAt?: string;
  readonly assigneeId?: string;
  /** The latest one. */
  readonly promise?: PromiseToPay;
  readonly brokenPromises: number;
}

/** What is known of a loan when a case is opened or brought up to date. */
export interface Delinquency extends CaseFigures {
  readonly loanId: string;
  readonly orderId: string;
  readonly customerId: string;
  readonly daysPastDue: number;
}

export const openCase = (
  delinquency: Delinquency,
  strategy: Strategy,
  today: IsoDate,
): CollectionCase => ({
  ...delinquency,
  status: 'open',
  openedOn: today,
  strategyVersion: strategy.version,
  arm: collectionArm(strategy, delinquency.loanId),
  step: 0,
  actOn: today,
  brokenPromises: 0,
});

/**
 * The case with new figures. In another bucket it begins with the first step of that bucket, at
 * once; in the same one it goes on as it was.
 */
export function updateCase(
  held: CollectionCase,
  delinquency: Delinquency,
  strategy: Strategy,
  today: IsoDate,
): CollectionCase {
  if (held.status === 'closed') return openCase(delinquency, strategy, today);
  const next = { ...held, ...delinquency };
  return held.bucket === delinquency.bucket ? next : { ...next, step: 0, actOn: today };
}

export function closeCase(
  held: CollectionCase,
  because: ClosingReason,
  today: IsoDate,
): CollectionCase {
  const { actOn: _, queuedAt: __, assigneeId: ___, forPeople: ____, ...rest } = held;
  return { ...rest, status: 'closed', closedOn: today, closedBecause: because };
}

export function nextStep(held: CollectionCase, strategy: Strategy): StrategyStep {
  const steps = stepsFor(strategy, held.arm, held);
  return steps[held.step % steps.length] as StrategyStep;
}

/** The step was taken: the next one comes after its days. */
export const stepTaken = (
  { forPeople: _, ...held }: CollectionCase,
  { thenDays }: StrategyStep,
  today: IsoDate,
): CollectionCase => ({ ...held, step: held.step + 1, actOn: addDays(today, thenDays) });

export const actOn = (held: CollectionCase, on: IsoDate | undefined): CollectionCase => {
  const { actOn: _, ...rest } = held;
  return on ? { ...rest, actOn: on } : rest;
};

/** Before people, unless it is there already. */
export const queued = (held: CollectionCase, now: number): CollectionCase => ({
  ...held,
  queuedAt: held.queuedAt ?? new Date(now).toISOString(),
});

/** People have done what there was to do, until a day or until the strategy sends it back. */
export function worked(held: CollectionCase, nextOn?: IsoDate): CollectionCase {
  const { queuedAt: _, ...rest } = held;
  return nextOn ? { ...rest, actOn: nextOn, forPeople: true } : rest;
}

/** Taken by somebody, handed to somebody, or put back before everybody. */
export function assigned(
  { assigneeId: _, ...held }: CollectionCase,
  assigneeId: string | undefined,
  now: number,
): CollectionCase {
  return assigneeId ? { ...held, assigneeId } : queued(held, now);
}

/** The queue a case waits in: people of a bucket work on cases of their kind. */
export const queueOf = ({ bucket }: { readonly bucket: DelinquencyBucket }): string => bucket;

/** The larger, the sooner: the amount, with twelve digits, so that texts sort as numbers. */
export const priorityOf = ({ overdueFen }: Pick<CollectionCase, 'overdueFen'>): string =>
  String(overdueFen).padStart(12, '0');
