/** A loan as it is kept: its state beside its events, found by owner and by its next work. */
import type { IsoDate } from '../calendar';
import type { Posting } from '../ledger/postings';
import type { Change, IndexPlace, Item, Key } from '../ports/store';
import { shardOf } from '../shards';
import type { LoanEvent } from './loan-events';
import type { LoanState } from './loan-state';
import type { Autopay, Servicing } from './servicing-state';
import { nextWork } from './work-plan';
import { dayOfSlot, hourOfSlot, type Slot, slotAt } from './work-slot';

export interface LoanRecord {
  readonly loanId: string;
  readonly orderId: string;
  readonly customerId: string;
  readonly state: LoanState;
  /** The repayment that is on its way: one at a time. */
  readonly pendingRepaymentId?: string;
  /** Absent: the borrower pays by themselves. */
  readonly autopay?: Autopay;
  /** Absent until the night has first served the loan. */
  readonly servicing?: Servicing;
  /** A night could not serve the loan: it is a case, tried again every night. */
  readonly hasServicingCase?: true;
}

type LoanBody = LoanRecord & Record<string, unknown>;
export type LoanItem = Item<LoanBody>;

/** Indexed days are spread over shards, so that no day is one hot partition. */
export const dayShards = 4;

export const dayShardOf = (loanId: string): number => shardOf(loanId, dayShards);

export const loanPartition = (loanId: string): string => `LOAN#${loanId}`;

export const loanKey = (loanId: string): Key => ({
  table: 'repayment',
  partition: loanPartition(loanId),
  sort: 'STATE',
});

export const loansOf = (customerId: string): string => `CUSTOMER#${customerId}`;

/** Loans with work for the night on a day, in the order of its hours. */
export const workPartition = (date: IsoDate, shard: number): string => `WORK_ON#${date}#${shard}`;

/** What was booked and noted on a day: entries of the journal and notes of the night. */
export const dayPartition = (date: IsoDate, shard: number): string => `DAY#${date}#${shard}`;

export const workPlace = (loanId: string, slot: Slot): IndexPlace => ({
  partition: workPartition(dayOfSlot(slot), dayShardOf(loanId)),
  sort: `${hourOfSlot(slot)}#${loanId}`,
});

/** Work left over from a day that may be closed is found today. */
function placeOf(loan: LoanRecord, today: IsoDate): { index2?: IndexPlace } {
  const slot = nextWork(loan);
  if (slot === undefined) return {};
  const earliest = slotAt(today, 0);
  return { index2: workPlace(loan.loanId, slot < earliest ? earliest : slot) };
}

const loanItem = (loan: LoanRecord, today: IsoDate) => ({
  key: loanKey(loan.loanId),
  body: JSON.parse(JSON.stringify(loan)),
  indexes: {
    index1: {
      partition: loansOf(loan.customerId),
      sort: `${loan.state.disbursedOn}#${loan.loanId}`,
    },
    ...placeOf(loan, today),
  },
});

/** @param today in China, for both: where the loan's next work is looked for. */
export const insertLoan = (loan: LoanRecord, today: IsoDate): Change => ({
  kind: 'insert',
  item: loanItem(loan, today),
});

export const replaceLoan = (read: LoanItem, next: LoanRecord, today: IsoDate): Change => ({
  kind: 'replace',
  item: loanItem(next, today),
  expectedVersion: read.version,
});

export type JournalBody = {
  readonly event: LoanEvent;
  readonly postings: readonly Posting[];
  readonly bookedOn: IsoDate;
};

/** In a day's partition: an event's entry, told apart from the night's notes. */
export const entryPrefix = 'ENTRY#';

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
          partition: dayPartition(bookedOn, dayShardOf(loanId)),
          sort: `${entryPrefix}${loanId}#${sort}`,
        },
      },
    },
  };
};

export const repaymentKinds = ['amount', 'instalments', 'prepayment', 'payoff'] as const;
export type RepaymentKind = (typeof repaymentKinds)[number];

export const prepaymentEffects = ['shorterTerm', 'lowerInstalment'] as const;
export type PrepaymentEffect = (typeof prepaymentEffects)[number];

/** As it was read, but looked for on another day: nothing of the body is understood for it. */
export const postponeLoan = (read: LoanItem, loanId: string, until: Slot): Change => ({
  kind: 'replace',
  item: {
    key: read.key,
    body: JSON.parse(JSON.stringify({ ...read.body, hasServicingCase: true })),
    indexes: { ...read.indexes, index2: workPlace(loanId, until) },
  },
  expectedVersion: read.version,
});

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
