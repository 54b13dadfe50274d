/** A loan's behaviour score of a month, kept for ever: a falling score is an early warning. */
import type { IsoDate } from '../calendar';
import { publish } from '../outbox';
import type { Body, Change, Item, Key, Query } from '../ports/store';
import type { LoanState } from '../repayment/loan-state';
import {
  type BehaviourCard,
  type BehaviourFeatures,
  type BehaviourScore,
  behaviourFeatures,
  behaviourScore,
} from './behaviour';

export interface BehaviourRecord extends Omit<BehaviourScore, 'reasons'> {
  readonly loanId: string;
  /** YYYY-MM. */
  readonly month: string;
  readonly scoredOn: IsoDate;
  readonly features: BehaviourFeatures;
  /** Features that cost the most points, the most first. */
  readonly reasons: readonly string[];
  readonly version: string;
  readonly cardHash: string;
}

type BehaviourBody = BehaviourRecord & Body;
export type BehaviourItem = Item<BehaviourBody>;

const partitionOf = (loanId: string): string => `BEHAVIOUR#${loanId}`;

/** @param month YYYY-MM. */
export const behaviourKey = (loanId: string, month: string): Key => ({
  table: 'risk',
  partition: partitionOf(loanId),
  sort: month,
});

/** The months of a loan, the latest first: `limit: 1` asks for its present score. */
export const behaviourOf = (loanId: string, limit: number): Query => ({
  table: 'risk',
  partition: partitionOf(loanId),
  // Months only: the events that tell of them lie in the same partition, behind the digits.
  sort: { to: '9' },
  descending: true,
  limit,
});

export function scoreMonth(card: BehaviourCard, loan: LoanState, on: IsoDate): BehaviourRecord {
  const features = behaviourFeatures(loan, on);
  const { reasons, ...scored } = behaviourScore(card, features);
  return {
    loanId: loan.loanId,
    month: on.slice(0, 7),
    scoredOn: on,
    features,
    ...scored,
    reasons: reasons.map(({ feature }) => feature),
    version: card.version,
    cardHash: card.hash,
  };
}

/**
 * The row, and the event that tells of it. Refused as a conflict when the month was scored
 * before: the first score of a month holds.
 */
export const recordBehaviour = (
  record: BehaviourRecord,
  customerId: string,
  nowMillis: number,
): readonly Change[] => {
  const { loanId, month } = record;
  const event = { type: 'BehaviourScored', version: 1, data: { loanId, customerId, month } };
  return [
    { kind: 'insert', item: { key: behaviourKey(loanId, month), body: { ...record } } },
    publish('risk', partitionOf(loanId), `scored-${month}`, event, nowMillis),
  ];
};
