/** The statement of a day: what fell due, came in, failed, and stands overdue in which bucket. */
import type { IsoDate } from '../calendar';
import type { Change, Item, Key } from '../ports/store';
import { type DelinquencyBucket, delinquencyBuckets } from '../repayment/delinquency';
import type { LoanEvent } from '../repayment/loan-events';
import type { LoanNote } from '../repayment/loan-note';

export interface Counted {
  readonly count: number;
  readonly amountFen: number;
}

export interface DayStatement {
  readonly on: IsoDate;
  readonly disbursed: Counted;
  /** Instalments that fell due and were open that day. */
  readonly due: Counted;
  /** Money received from borrowers, whoever ordered it. */
  readonly collected: Counted;
  /** Debits ordered by autopay. */
  readonly ordered: Counted;
  readonly failed: Counted;
  /** Loans at the end of the day by bucket of days past due. */
  readonly overdue: Readonly<Record<DelinquencyBucket, number>>;
  /** Loans the night could not serve, as of the closing. */
  readonly casesOpen: number;
}

type StatementBody = { [K in keyof DayStatement]: DayStatement[K] };
export type DayStatementItem = Item<StatementBody>;

export const dayStatementPartition = 'DAY_STATEMENT';

export const dayStatementKey = (on: IsoDate): Key => ({
  table: 'repayment',
  partition: dayStatementPartition,
  sort: on,
});

export const insertDayStatement = (statement: DayStatement): Change => ({
  kind: 'insert',
  item: { key: dayStatementKey(statement.on), body: JSON.parse(JSON.stringify(statement)) },
});

export interface DayFacts {
  readonly events: readonly LoanEvent[];
  readonly notes: readonly LoanNote[];
  readonly casesOpen: number;
}

/** The day's own facts, on what stood overdue the day before. */
export function dayStatement(
  before: DayStatement | undefined,
  on: IsoDate,
  { events, notes, casesOpen }: DayFacts,
): DayStatement {
  return {
    on,
    disbursed: counted(
      events.map((event) => (event.type === 'disbursed' ? event.terms.principalFen : undefined)),
    ),
    due: counted(notes.map(({ dueFen }) => dueFen)),
    collected: counted(events.map((event) => (isMoneyIn(event) ? event.amountFen : undefined))),
    ordered: counted(notes.map(({ collectFen }) => collectFen)),
    failed: counted(notes.map(({ failedFen }) => failedFen)),
    overdue: moved(before, notes),
    casesOpen,
  };
}

type MoneyIn = Extract<LoanEvent, { type: 'repaid' | 'prepaid' | 'paidOff' | 'recovered' }>;

const moneyIn: ReadonlySet<string> = new Set<MoneyIn['type']>([
  'repaid',
  'prepaid',
  'paidOff',
  'recovered',
]);

const isMoneyIn = (event: LoanEvent): event is MoneyIn => moneyIn.has(event.type);

function counted(amounts: readonly (number | undefined)[]): Counted {
  const present = amounts.filter((amount) => amount !== undefined);
  return { count: present.length, amountFen: present.reduce((sum, amount) => sum + amount, 0) };
}

/** Each loan that changed its bucket left one and entered another. */
function moved(before: DayStatement | undefined, notes: readonly LoanNote[]) {
  const overdue = Object.fromEntries(
    delinquencyBuckets.map((bucket) => [bucket, before?.overdue[bucket] ?? 0]),
  ) as Record<DelinquencyBucket, number>;
  for (const { from = 'current', to = 'current' } of notes) {
    if (from !== 'current') overdue[from] -= 1;
    if (to !== 'current') overdue[to] += 1;
  }
  return overdue;
}
