/** The caller's loan that the path names: what is somebody else's was refused before. */
import type { LoanItem } from '../core/repayment/loan-record';
import type { Caller } from '../platform/request';

export const ownLoan = ({ owned }: Caller, loanId: string): LoanItem =>
  owned.get(loanId) as LoanItem;
