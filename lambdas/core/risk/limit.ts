/** The credit limit that follows from an assessment. */
import { addMonths, type IsoDate } from '../calendar';
import { fen } from '../money';
import { emptyCreditLimit } from '../orders/credit-limit';
import type { LimitRecord } from '../orders/limit-record';
import type { CreditGrade } from '../orders/product';
import type { Assessment } from './assessment';

/**
 * What is reserved and used stays: a new decision only changes what may still be taken. Nobody
 * reviews limits by hand, so what would be referred is not granted.
 */
export function limitFrom(
  assessment: Assessment,
  current: LimitRecord | undefined,
  customerId: string,
  today: IsoDate,
  validMonths: number,
): LimitRecord {
  const ledger = current?.ledger ?? emptyCreditLimit;
  const granted = assessment.outcome === 'approve' && assessment.limitFen > 0;
  return {
    customerId,
    status: granted ? 'granted' : 'declined',
    ...(granted && { grade: assessment.grade as CreditGrade }),
    ledger: { ...ledger, grantedFen: fen(granted ? assessment.limitFen : 0) },
    expiresOn: addMonths(today, validMonths),
    reasons: granted ? [] : assessment.reasons,
  };
}
