/** The reason a borrower is given when a feature cost points. */
import type { FieldName } from '../profile/fields';
import {
  countField,
  distinctField,
  type VelocityField,
  type VelocityKind,
  velocityKindNames,
  velocityWindows,
} from '../profile/velocity-kinds';

/** Fields without a reason may not be scored: nobody could be told why. */
const reasons: Readonly<Partial<Record<FieldName, string>>> = {
  monthlyIncomeFen: 'incomeModest',
  monthlyDebtFen: 'debtServiceElevated',
  openInstalmentsFen: 'debtServiceElevated',
  debtServicePpm: 'debtServiceElevated',
  employment: 'employmentUncertain',
  employedMonths: 'employmentShort',
  requestedAmountFen: 'amountTooHigh',
  requestedTermMonths: 'termLong',
  requestedInstalmentFen: 'debtServiceElevated',
  ordersLastDay: 'ordersTooFrequent',
  overdueOrders: 'loanOverdue',
  settledOrders: 'noHistoryHere',
  accountAgeDays: 'accountRecent',
  hourOfDay: 'applicationUnusual',
  carrierMonthsInNet: 'phoneRecent',
  carrierRealNameMatched: 'phoneNotOwn',
  carrierStatus: 'phoneNotActive',
  bureauScore: 'bureauScoreLow',
  bureauOpenLoans: 'loansElsewhere',
  bureauInquiries30d: 'inquiriesMany',
  bureauInquiries90d: 'inquiriesMany',
  bureauDelinquencies24m: 'delinquenciesElsewhere',
  bureauMonthlyDebtFen: 'debtServiceElevated',
  commerceAccountMonths: 'shoppingHistoryShort',
  commerceMonthlySpendFen: 'shoppingHistoryShort',
  commerceReturnsPpm: 'shoppingReturnsMany',
  deviceAgeDays: 'deviceRecent',
  deviceEmulator: 'deviceAltered',
  deviceRooted: 'deviceAltered',
  ipCountry: 'networkUnusual',
  ipAsn: 'networkUnusual',
  linkedByDevice: 'deviceShared',
  linkedByPhone: 'contactShared',
  linkedByCard: 'cardShared',
  linkedByContact: 'contactShared',
  linkedCustomers: 'contactShared',
  linkedOverduePpm: 'linkedOverdue',
  linkedBeyondCap: 'contactShared',
};

const kindReasons: Readonly<Record<VelocityKind, string>> = {
  phone: 'phoneFrequent',
  idNumber: 'idNumberFrequent',
  device: 'deviceFrequent',
  ip: 'networkFrequent',
  subnet: 'networkFrequent',
  card: 'cardFrequent',
  contact: 'contactFrequent',
  employer: 'employerFrequent',
};

const velocityReasons = new Map<string, string>(
  velocityKindNames.flatMap((kind) =>
    velocityWindows.flatMap((window): [VelocityField, string][] => [
      [countField(kind, window), kindReasons[kind]],
      [distinctField(kind, window), kindReasons[kind]],
    ]),
  ),
);

/** Every code that a model's feature may lead to. */
export const featureReasonCodes: readonly string[] = [
  ...new Set([...Object.values(reasons), ...velocityReasons.values()]),
];

export const hasReason = (feature: string): boolean =>
  Object.hasOwn(reasons, feature) || velocityReasons.has(feature);

/** Throws for a feature without one: such a model is refused when it is uploaded. */
export function reasonOfFeature(feature: string): string {
  const reason = reasons[feature as FieldName] ?? velocityReasons.get(feature);
  if (reason === undefined) throw new Error(`${feature} has no reason`);
  return reason;
}
