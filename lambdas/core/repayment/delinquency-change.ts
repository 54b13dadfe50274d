/** A loan's move from one bucket of days past due to another, told once to those who care. */
import { bucketOf, type DelinquencyBucket } from './delinquency';
import type { LoanRecord } from './loan-record';
import type { LoanView } from './loan-view';
import { servicingOf } from './servicing-state';

export interface DelinquencyChange {
  readonly from: DelinquencyBucket | 'current';
  readonly to: DelinquencyBucket | 'current';
  readonly daysPastDue: number;
  /** All that is past due, penalty included. */
  readonly overdueFen: number;
}

/** The type and the data of the event that tells of it. */
export const delinquencyEvent = (
  { loanId, orderId, customerId }: LoanRecord,
  { to: bucket, daysPastDue, overdueFen }: DelinquencyChange,
) =>
  ['DelinquencyChanged', { loanId, orderId, customerId, daysPastDue, bucket, overdueFen }] as const;

/** The loan as it has told of its bucket, and what there is to tell, if anything. */
export function delinquencyChange<L extends LoanRecord>(
  loan: L,
  { status, daysPastDue, rows }: LoanView,
): { readonly told: L; readonly change?: DelinquencyChange } {
  const servicing = servicingOf(loan);
  const from = servicing.bucket;
  const to = status === 'overdue' ? bucketOf(daysPastDue) : 'current';
  if (from === to) return { told: loan };
  const overdueFen = rows
    .filter((row) => row.status === 'overdue')
    .reduce((sum, row) => sum + row.outstandingFen, 0);
  return {
    told: { ...loan, servicing: { ...servicing, bucket: to } },
    change: { from, to, daysPastDue: to === 'current' ? 0 : daysPastDue, overdueFen },
  };
}
