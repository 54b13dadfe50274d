/** The credit limit that follows from a decision. */
import { addMonths, type IsoDate } from '../calendar';
import { fen } from '../money';
import { emptyCreditLimit } from '../orders/credit-limit';
import type { LimitRecord } from '../orders/limit-record';
import type { Decision } from './decision/decision';

/**
 * What is reserved and used stays: a new decision only changes what may still be taken. Nobody
 * reviews limits by hand, so what would be referred is not granted.
 */
export function limitFrom(
  decision: Decision,
  current: LimitRecord | undefined,
  customerId: string,
  today: IsoDate,
  validMonths: number,
): LimitRecord {
  const ledger = current?.ledger ?? emptyCreditLimit;
  const granted = decision.outcome === 'approve' && decision.limitFen > 0;
  return {
    customerId,
    status: granted ? 'granted' : 'declined',
    ...(granted && decision.grade && { grade: decision.grade }),
    ledger: { ...ledger, grantedFen: fen(granted ? decision.limitFen : 0) },
    expiresOn: addMonths(today, validMonths),
    reasons: granted ? [] : decision.reasons.map(({ code }) => code),
  };
}
