/** What is known of an applicant when a decision is made; what is unknown is absent. */

export interface Facts {
  readonly ageYears?: number;
  readonly monthlyIncomeFen?: number;
  /** Payments on debts elsewhere. */
  readonly monthlyDebtFen?: number;
  readonly employedMonths?: number;
  /** (debts elsewhere + instalments here) ÷ income, in parts per million. */
  readonly debtServicePpm?: number;
  readonly ordersLastDay?: number;
  readonly overdueOrders?: number;
  readonly settledOrders?: number;
}

export type FactName = keyof Facts;

export const factNames: readonly FactName[] = [
  'ageYears',
  'monthlyIncomeFen',
  'monthlyDebtFen',
  'employedMonths',
  'debtServicePpm',
  'ordersLastDay',
  'overdueOrders',
  'settledOrders',
];

/** The facts of a profile: those of its values that rules and card ask for. */
export const factsFrom = (values: Readonly<Record<FactName, unknown>>): Facts =>
  Object.fromEntries(
    factNames.map((name) => [name, values[name]]).filter(([, value]) => typeof value === 'number'),
  ) as Facts;

/** What an applicant declares of their means. */
export interface DeclaredMeans {
  readonly monthlyIncomeFen: number;
  readonly monthlyDebtFen: number;
  readonly employment: string;
  readonly employedMonths: number;
}

export interface OrderHistory {
  readonly ordersLastDay: number;
  readonly overdueOrders: number;
  readonly settledOrders: number;
  /** Monthly instalments of loans that are still being repaid here. */
  readonly openInstalmentsFen: number;
}

/**
 * The facts of an application. Without income no debt service can be computed: it stays absent,
 * which refers.
 */
export function factsOf(
  ageYears: number,
  means: DeclaredMeans,
  history: OrderHistory,
  newInstalmentFen: number,
): Facts {
  const burdenFen = means.monthlyDebtFen + history.openInstalmentsFen + newInstalmentFen;
  return {
    ageYears,
    monthlyIncomeFen: means.monthlyIncomeFen,
    monthlyDebtFen: means.monthlyDebtFen,
    employedMonths: means.employedMonths,
    ...(means.monthlyIncomeFen > 0 && {
      debtServicePpm: Math.round((burdenFen * 1_000_000) / means.monthlyIncomeFen),
    }),
    ordersLastDay: history.ordersLastDay,
    overdueOrders: history.overdueOrders,
    settledOrders: history.settledOrders,
  };
}
