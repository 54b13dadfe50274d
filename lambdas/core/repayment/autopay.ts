/** Autopay: the authorisation to debit what is due, given and withdrawn, kept for ever. */
import { sha256Of } from '../canonical';
import { base32 } from '../identifiers';
import { publish } from '../outbox';
import type { Change } from '../ports/store';
import type { SourceName } from '../users/debit-source';
import { type LoanRecord, loanPartition } from './loan-record';

export interface AutopayChange {
  readonly loan: LoanRecord;
  /** The proof of it, and the event. */
  readonly changes: readonly Change[];
}

export function withAutopay(
  loan: LoanRecord,
  source: SourceName,
  nowMillis: number,
): AutopayChange {
  const autopay = { ...source, authorisedAt: new Date(nowMillis).toISOString() };
  return { loan: { ...loan, autopay }, changes: changesOf(loan, 'on', source, nowMillis) };
}

export function withoutAutopay(loan: LoanRecord, nowMillis: number): AutopayChange {
  const { autopay, ...rest } = loan;
  if (!autopay) return { loan, changes: [] };
  const { authorisedAt: _, ...source } = autopay;
  return { loan: rest, changes: changesOf(loan, 'off', source, nowMillis) };
}

function changesOf(
  { loanId, customerId }: LoanRecord,
  state: 'on' | 'off',
  source: SourceName,
  nowMillis: number,
): Change[] {
  const at = new Date(nowMillis).toISOString();
  const id = `autopay-${at}`;
  const enabled = state === 'on';
  const event = { type: 'AutopayChanged', version: 1, data: { loanId, customerId, enabled } };
  return [
    {
      kind: 'insert',
      item: {
        key: { table: 'repayment', partition: loanPartition(loanId), sort: `AUTOPAY#${at}` },
        body: { state, ...source, at },
      },
    },
    publish('repayment', loanPartition(loanId), id, event, nowMillis),
  ];
}

/** The nth debit of a loan has one id for ever: ordered twice, it is the same debit. */
export const collectionId = (loanId: string, n: number): string => {
  const hash = sha256Of({ loanId, collection: n });
  const bytes = Uint8Array.from({ length: 16 }, (_, at) =>
    Number.parseInt(hash.slice(at * 2, at * 2 + 2), 16),
  );
  return `rep_${base32(bytes)}`;
};
