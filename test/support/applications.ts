/** Builders of applications as decisions see them: a profile with its sources, and an offer. */
import type { Application } from '../../lambdas/core/risk/decision/decision';
import type { Offer } from '../../lambdas/core/risk/decision/price';
import {
  type ApplicantProfile,
  type Contribution,
  type Missing,
  profileOf,
  type SourceOutcome,
} from '../../lambdas/core/risk/profile/applicant-profile';
import {
  type AskedSource,
  askedSources,
  type FieldName,
  type ProfileSource,
  profileCatalogue,
} from '../../lambdas/core/risk/profile/fields';

export type Known = Partial<Readonly<Record<FieldName, number | string | boolean>>>;

/** 30 years, 10,000 yuan a month for three years, no debts, nothing unusual anywhere. */
export const solid: Known = {
  stage: 'order',
  ageYears: 30,
  monthlyIncomeFen: 1_000_000,
  monthlyDebtFen: 0,
  employment: 'salaried',
  employedMonths: 36,
  requestedAmountFen: 1_000_000,
  requestedTermMonths: 12,
  requestedInstalmentFen: 90_000,
  openInstalmentsFen: 0,
  debtServicePpm: 90_000,
  ordersLastDay: 0,
  overdueOrders: 0,
  settledOrders: 0,
  accountAgeDays: 30,
  hourOfDay: 10,
  sourcesAbsent: 0,
  carrierMonthsInNet: 60,
  carrierRealNameMatched: true,
  carrierStatus: 'active',
  bureauScore: 720,
  bureauOpenLoans: 0,
  bureauInquiries30d: 1,
  bureauInquiries90d: 1,
  bureauDelinquencies24m: 0,
  bureauMonthlyDebtFen: 0,
  commerceAccountMonths: 40,
  commerceMonthlySpendFen: 100_000,
  commerceReturnsPpm: 20_000,
  deviceAgeDays: 200,
  deviceEmulator: false,
  deviceRooted: false,
  ipCountry: 'CN',
  ipAsn: 4134,
  linkedByDevice: 0,
  linkedByPhone: 0,
  linkedByCard: 0,
  linkedByContact: 0,
  linkedCustomers: 0,
  linkedOverduePpm: 0,
  linkedBeyondCap: false,
  onBlackList: false,
  onGreyList: false,
  onWhiteList: false,
};

const at = '2026-11-22T02:00:00.000Z';

export interface Circumstance {
  /** Sources that do not answer. */
  readonly absent?: Partial<Readonly<Record<AskedSource, Exclude<SourceOutcome, 'answered'>>>>;
  /** Sources without which an application is declined. */
  readonly required?: readonly AskedSource[];
  /** Why single values are missing. */
  readonly missing?: Partial<Readonly<Record<FieldName, Missing>>>;
}

/** Velocity counts of 0 where nothing else is said; other fields not given are missing. */
export function aProfile(
  known: Known = solid,
  { absent = {}, required = [], missing }: Circumstance = {},
) {
  const of = (source: ProfileSource): Contribution => ({
    values: Object.fromEntries(
      (Object.keys(profileCatalogue) as FieldName[])
        .filter((name) => profileCatalogue[name].source === source)
        .map((name) => [name, known[name] ?? (source === 'velocity' ? 0 : undefined)])
        .filter(([name, value]) => value !== undefined && !missing?.[name as FieldName]),
    ),
    observedAt: at,
    otherwise: source === 'applicant' ? 'notGiven' : 'notFound',
    ...(missing && { missing }),
  });
  const gone = (source: AskedSource): Contribution => ({
    values: {},
    observedAt: at,
    otherwise: absent[source] as Missing,
  });
  const own: readonly ProfileSource[] = ['applicant', 'velocity', 'links', 'lists'];
  const contributions = [
    ...own.map((source) => [source, of(source)]),
    ...askedSources.map((source) => [source, absent[source] ? gone(source) : of(source)]),
  ];
  const reports = askedSources.map((source) => [
    source,
    {
      outcome: absent[source] ?? 'answered',
      version: `${source}-test-1`,
      policy: required.includes(source) ? 'decline' : 'refer',
      millis: 5,
    },
  ]);
  return profileOf(
    Object.fromEntries(contributions),
    Object.fromEntries(reports) as ApplicantProfile['sources'],
  );
}

export const anOffer: Offer = {
  productId: 'sunlend-flex',
  productVersion: 1,
  minimumFen: 50_000,
  maximumFen: 5_000_000,
  termMonths: 12,
  ratesPpm: { A: 102_000, B: 128_000, C: 158_000, D: 190_000, E: 215_000 },
  capPpm: 240_000,
  capRule: 'cap-1',
  quotedPpm: 128_000,
};

export const anApplication = (
  known: Known = {},
  circumstance: Circumstance = {},
  changes: Partial<Application> = {},
): Application => ({
  stage: 'order',
  customerId: 'cus_aaaaaaaaaaaaaaaaaaaaaaaaaa',
  profile: aProfile({ ...solid, ...known }, circumstance),
  offer: anOffer,
  ...changes,
});
