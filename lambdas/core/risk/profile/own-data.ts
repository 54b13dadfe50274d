/** What the applicant declared and what is known here already, as fields of the profile. */
import type { IsoDate } from '../../calendar';
import { historyOf } from '../../orders/history';
import type { Order } from '../../orders/order-record';
import { ageFromMonth } from '../../users/customer-facts';
import type { DeclaredMeans } from '../means';
import type { Contribution } from './applicant-profile';

export interface Requested {
  readonly amountFen: number;
  readonly termMonths: number;
  /** The largest of them. */
  readonly instalmentFen: number;
}

export interface OwnData {
  readonly stage: 'limit' | 'order';
  /** YYYY-MM. */
  readonly bornInMonth: string | undefined;
  /** ISO 8601. */
  readonly registeredAt: string;
  readonly means: DeclaredMeans;
  /** All orders of this borrower but the one being decided. */
  readonly orders: readonly Order[];
  readonly requested?: Requested;
}

const dayMillis = 86_400_000;
const hourMillis = 3_600_000;
/** China has one time of day. */
const chinaOffsetMillis = 8 * hourMillis;

/**
 * @param bureauDebtFen what the bureau knows of monthly payments elsewhere: the burden counts the
 *   larger of this and what was declared.
 */
export function ownContribution(
  own: OwnData,
  { bureauDebtFen = 0, sourcesAbsent }: { bureauDebtFen?: number; sourcesAbsent: number },
  today: IsoDate,
  nowMillis: number,
): Contribution {
  const { means, requested } = own;
  const history = historyOf(own.orders, nowMillis);
  const debtFen = Math.max(means.monthlyDebtFen, bureauDebtFen);
  const burdenFen = debtFen + history.openInstalmentsFen + (requested?.instalmentFen ?? 0);
  return {
    values: {
      stage: own.stage,
      ageYears: own.bornInMonth === undefined ? undefined : ageFromMonth(own.bornInMonth, today),
      monthlyIncomeFen: means.monthlyIncomeFen,
      monthlyDebtFen: means.monthlyDebtFen,
      employment: means.employment,
      employedMonths: means.employedMonths,
      requestedAmountFen: requested?.amountFen,
      requestedTermMonths: requested?.termMonths,
      requestedInstalmentFen: requested?.instalmentFen,
      openInstalmentsFen: history.openInstalmentsFen,
      debtServicePpm:
        means.monthlyIncomeFen > 0
          ? Math.round((burdenFen * 1_000_000) / means.monthlyIncomeFen)
          : undefined,
      ordersLastDay: history.ordersLastDay,
      overdueOrders: history.overdueOrders,
      settledOrders: history.settledOrders,
      accountAgeDays: Math.floor((nowMillis - Date.parse(own.registeredAt)) / dayMillis),
      hourOfDay: Math.floor((nowMillis + chinaOffsetMillis) / hourMillis) % 24,
      sourcesAbsent,
    },
    observedAt: new Date(nowMillis).toISOString(),
    otherwise: 'notGiven',
    missing: { debtServicePpm: 'notComputable' },
  };
}
