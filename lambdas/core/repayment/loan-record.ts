/** A loan as it is kept: its state beside its events, found by owner and by when it turns late. */
import { addDays, type IsoDate } from '../calendar';
import type { Posting } from '../ledger/postings';
import type { Change, IndexPlace, Item, Key } from '../ports/store';
import type { LoanEvent } from './loan-events';
import type { LoanState } from './loan-state';
import { loanView } from './loan-view';

export interface LoanRecord {
  readonly loanId: string;
  readonly orderId: string;
  readonly customerId: string;
  readonly state: LoanState;
  /** The repayment that is on its way: one at a time. */
  readonly pendingRepaymentId?: string;
}

type LoanBody = LoanRecord & Record<string, unknown>;
export type LoanItem = Item<LoanBody>;

/** Indexed days are spread over shards, so that no day is one hot partition. */
export const dayShards = 4;

export const shardOf = (loanId: string): number =>
  (loanId.codePointAt(loanId.length - 1) ?? 0) % dayShards;

export const loanPartition = (loanId: string): string => `LOAN#${loanId}`;

export const loanKey = (loanId: string): Key => ({
  table: 'repayment',
  partition: loanPartition(loanId),
  sort: 'STATE',
});

export const loansOf = (customerId: string): string => `CUSTOMER#${customerId}`;

/** Loans that turn overdue on a day unless they are repaid before. */
export const lateOnPartition = (date: IsoDate, shard: number): string => `LATE_ON#${date}#${shard}`;

/** Entries of the journal that were booked on a day. */
export const bookedPartition = (date: IsoDate, shard: number): string => `BOOKED#${date}#${shard}`;

/** The first day on which the loan is past due, grace days included, if nothing is paid. */
export function lateOn(state: LoanState): IsoDate | undefined {
  if (state.status !== 'active') return undefined;
  const open = loanView(state, state.asOf).rows.find((row) => row.outstandingFen > 0);
  return open && addDays(open.dueOn, state.terms.penalty.graceDays + 1);
}

const lateOnPlace = (loan: LoanRecord): { index2?: IndexPlace } => {
  const date = lateOn(loan.state);
  if (!date) return {};
  return {
    index2: { partition: lateOnPartition(date, shardOf(loan.loanId)), sort: loan.loanId },
  };
};

const loanItem = (loan: LoanRecord) => ({
  key: loanKey(loan.loanId),
  body: JSON.parse(JSON.stringify(loan)),
  indexes: {
    index1: {
      partition: loansOf(loan.customerId),
      sort: `${loan.state.disbursedOn}#${loan.loanId}`,
    },
    ...lateOnPlace(loan),
  },
});

export const insertLoan = (loan: LoanRecord): Change => ({ kind: 'insert', item: loanItem(loan) });

export const replaceLoan = (read: LoanItem, next: LoanRecord): Change => ({
  kind: 'replace',
  item: loanItem(next),
  expectedVersion: read.version,
});

export type JournalBody = {
  readonly event: LoanEvent;
  readonly postings: readonly Posting[];
  readonly bookedOn: IsoDate;
};

/** The loan's nth event with its postings, written once: LOAN#id / EVENT#000012. */
export const insertEvent = (
  loanId: string,
  sequence: number,
  event: LoanEvent,
  postings: readonly Posting[],
  bookedOn: IsoDate,
): Change => {
  const sort = `EVENT#${String(sequence).padStart(6, '0')}`;
  return {
    kind: 'insert',
    item: {
      key: { table: 'repayment', partition: loanPartition(loanId), sort },
      body: JSON.parse(JSON.stringify({ event, postings, bookedOn })),
      indexes: {
        index1: {
          partition: bookedPartition(bookedOn, shardOf(loanId)),
          sort: `${loanId}#${sort}`,
        },
      },
    },
  };
};

export const repaymentKinds = ['amount', 'instalments', 'prepayment', 'payoff'] as const;
export type RepaymentKind = (typeof repaymentKinds)[number];

export const prepaymentEffects = ['shorterTerm', 'lowerInstalment'] as const;
export type PrepaymentEffect = (typeof prepaymentEffects)[number];

export interface Repayment {
  readonly repaymentId: string;
  readonly loanId: string;
  readonly kind: RepaymentKind;
  readonly amountFen: number;
  /** What a part repaid early does to the instalments that remain. */
  readonly effect?: PrepaymentEffect;
  readonly status: 'pending' | 'succeeded' | 'failed';
  readonly createdAt: string;
}

type RepaymentBody = Repayment & Record<string, string | number>;
export type RepaymentItem = Item<RepaymentBody>;

export const repaymentKey = (loanId: string, repaymentId: string): Key => ({
  table: 'repayment',
  partition: loanPartition(loanId),
  sort: `REPAYMENT#${repaymentId}`,
});

export const insertRepayment = (repayment: Repayment): Change => ({
  kind: 'insert',
  item: { key: repaymentKey(repayment.loanId, repayment.repaymentId), body: { ...repayment } },
});

export const replaceRepayment = (read: RepaymentItem, next: Repayment): Change => ({
  kind: 'replace',
  item: { key: read.key, body: { ...next } },
  expectedVersion: read.version,
});
