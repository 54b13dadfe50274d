/** Signs read from what is known of a running loan: its repayments, its scores, others' reports. */
import { daysBetween, type IsoDate } from '../../calendar';
import type { SourceValues } from '../../ports/data-source';
import type { LoanState } from '../../repayment/loan-state';
import { loanView } from '../../repayment/loan-view';
import type { Signs } from './warning';

const recentInstalments = 3;

/** How many of the last three instalments were paid after their day, but within its grace. */
export function repaymentSigns(state: LoanState, today: IsoDate): Signs {
  const { graceDays } = state.terms.penalty;
  const due = loanView(state, today).rows.filter(
    ({ kind, dueOn, paidOn }) => kind === 'instalment' && dueOn <= today && paidOn !== undefined,
  );
  const late = due.slice(-recentInstalments).filter(({ dueOn, paidOn }) => {
    const days = paidOn === undefined ? 0 : daysBetween(dueOn, paidOn);
    return days > 0 && days <= graceDays;
  });
  return { payingWithinGrace: late.length };
}

/** How many points the latest score lies below the best of the three months before it. */
export function scoreSigns(latestFirst: readonly { readonly score: number }[]): Signs {
  const [latest, ...earlier] = latestFirst;
  if (!latest || earlier.length === 0) return {};
  const fallen = Math.max(...earlier.slice(0, 3).map(({ score }) => score)) - latest.score;
  return { scoreFalling: fallen, scoreFallenFar: fallen };
}

/** What a credit bureau reports of dealings elsewhere; of old delinquencies only what is new. */
export function bureauSigns(values: SourceValues, knownDelinquencies: number | undefined): Signs {
  const { bureauInquiries30d: inquiries, bureauDelinquencies24m: delinquencies } = values;
  return {
    ...(typeof inquiries === 'number' && { otherLenderInquiries: inquiries }),
    ...(typeof delinquencies === 'number' &&
      knownDelinquencies !== undefined && {
        otherLenderDelinquency: delinquencies - knownDelinquencies,
      }),
  };
}
