/** The credit limit that follows from a decision. */
import { addMonths, type IsoDate } from '../calendar';
import { fen } from '../money';
import { emptyCreditLimit } from '../orders/credit-limit';
import type { LimitRecord } from '../orders/limit-record';
import type { Decision } from './decision/decision';

/** How an application for a limit ended, whatever limit stands afterwards. */
export const limitOutcomeOf = ({ outcome }: Decision): LimitRecord['status'] =>
  (({ approve: 'granted', refer: 'referred', decline: 'declined' }) as const)[outcome];

/** Codes for the borrower: that it was referred, where it was, and why; none when approved. */
export const limitReasonsOf = ({ outcome, reasons }: Decision): readonly string[] => [
  ...(outcome === 'refer' ? ['applicationReferred'] : []),
  ...reasons.map(({ code }) => code),
];

/**
 * The limit after a decision; the very record that was given where it stays as it is.
 *
 * An approval sets it anew, up or down. A decline takes back what is not used yet: it was found of
 * the borrower now, and holds against any earlier finding. What found nothing of the borrower
 * changes nothing: a granted limit outlasts an application that was referred, and one that was
 * declined for want of a source alone. Nobody reviews limits by hand, so whoever had none is
 * granted none.
 *
 * What is reserved and used stays in any case: only what may still be taken changes.
 */
export function limitFrom(
  decision: Decision,
  current: LimitRecord | undefined,
  customerId: string,
  today: IsoDate,
  validMonths: number,
): LimitRecord {
  const status = limitOutcomeOf(decision);
  if (current?.status === 'granted' && !isFound(decision)) return current;
  const ledger = current?.ledger ?? emptyCreditLimit;
  const granted = status === 'granted';
  return {
    customerId,
    status,
    ...(granted && decision.grade && { grade: decision.grade }),
    ledger: { ...ledger, grantedFen: fen(granted ? decision.limitFen : 0) },
    expiresOn: addMonths(today, validMonths),
    reasons: limitReasonsOf(decision),
  };
}

/** With a source absent, only a rule declines on what is known: scores then decide nothing. */
const isFound = ({ outcome, absentSources, rules }: Decision): boolean =>
  outcome === 'approve' ||
  (outcome === 'decline' && (absentSources.length === 0 || rules.declines.length > 0));
