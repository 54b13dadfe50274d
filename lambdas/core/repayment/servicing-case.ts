/** A loan the night could not serve: a case with a state and an owner, tried again every night. */
import type { IsoDate } from '../calendar';
import type { Change, Item, Key } from '../ports/store';
import { type Problem, problem } from '../problem';
import { failure, type Result, success } from '../result';
import { loanPartition } from './loan-record';

export const servicingCaseStates = ['open', 'taken', 'resolved'] as const;
export type ServicingCaseState = (typeof servicingCaseStates)[number];

export interface ServicingCase {
  readonly loanId: string;
  readonly state: ServicingCaseState;
  readonly openedOn: IsoDate;
  /** Nights that failed since it was opened. */
  readonly failures: number;
  readonly lastFailedOn: IsoDate;
  /** The error's name: no message, it might quote what must not be kept. */
  readonly reason: string;
  readonly ownerId?: string;
  readonly note?: string;
  readonly resolvedOn?: IsoDate;
  /** A staff id, or `night` when a later night could serve the loan. */
  readonly resolvedBy?: string;
}

type CaseBody = ServicingCase & Record<string, string | number | undefined>;
export type ServicingCaseItem = Item<CaseBody>;

/** One case per loan, opened again when it fails again. */
export const servicingCaseKey = (loanId: string): Key => ({
  table: 'repayment',
  partition: loanPartition(loanId),
  sort: 'SERVICING_CASE',
});

/** Cases by state, the oldest first. */
export const casesPartition = (state: ServicingCaseState): string => `SERVICING_CASES#${state}`;

export const writeCase = (read: ServicingCaseItem | undefined, next: ServicingCase): Change => {
  const item = {
    key: servicingCaseKey(next.loanId),
    body: JSON.parse(JSON.stringify(next)),
    indexes: {
      index1: { partition: casesPartition(next.state), sort: `${next.openedOn}#${next.loanId}` },
    },
  };
  return read ? { kind: 'replace', item, expectedVersion: read.version } : { kind: 'insert', item };
};

/** One more night that failed: a case that is open or taken stays whose it is. */
export function failedAgain(
  before: ServicingCase | undefined,
  loanId: string,
  reason: string,
  today: IsoDate,
): ServicingCase {
  if (before && before.state !== 'resolved')
    return { ...before, failures: before.failures + 1, lastFailedOn: today, reason };
  return { loanId, state: 'open', openedOn: today, failures: 1, lastFailedOn: today, reason };
}

export const resolvedBy = (
  { ownerId: _, ...before }: ServicingCase,
  who: string,
  today: IsoDate,
  note?: string,
): ServicingCase => ({
  ...before,
  state: 'resolved',
  resolvedOn: today,
  resolvedBy: who,
  ...(note !== undefined && { note }),
});

/** Staff take a case, or say that it is resolved; what is resolved stays so. */
export function handled(
  before: ServicingCase,
  state: 'taken' | 'resolved',
  staffId: string,
  today: IsoDate,
  note?: string,
): Result<ServicingCase, Problem> {
  if (before.state === 'resolved') return failure(problem('conflict'));
  if (state === 'resolved') return success(resolvedBy(before, staffId, today, note));
  return success({ ...before, state, ownerId: staffId, ...(note !== undefined && { note }) });
}
