/** Every route of the API, in the order of the documentation. */
import * as accounting from './accounting';
import * as autopay from './autopay';
import * as backtests from './backtests';
import * as collections from './collections';
import * as debtors from './debtors';
import * as decisions from './decisions';
import * as earlyWarning from './early-warning';
import * as factors from './factors';
import * as hardship from './hardship';
import * as identityReviews from './identity-reviews';
import * as loanCare from './loan-care';
import * as night from './night';
import * as orders from './orders';
import * as ownData from './own-data';
import * as payments from './payments';
import * as policyDocuments from './policy-documents';
import * as reconciliation from './reconciliation';
import * as repayment from './repayment';
import * as risk from './risk';
import * as riskLists from './risk-lists';
import type { RouteDefinition } from './route';
import * as ruleSets from './rule-sets';
import * as signIn from './sign-in';
import * as users from './users';
import * as wallets from './wallets';

/** What the capabilities export, by name: a route's is its operationId. */
const contract = {
  ...signIn,
  ...factors,
  ...users,
  ...wallets,
  ...identityReviews,
  ...ownData,
  ...risk,
  ...ruleSets,
  ...backtests,
  ...riskLists,
  ...decisions,
  ...policyDocuments,
  ...orders,
  ...repayment,
  ...autopay,
  ...night,
  ...loanCare,
  ...earlyWarning,
  ...accounting,
  ...payments,
  ...reconciliation,
  ...collections,
  ...debtors,
  ...hardship,
};

/** For clients: routes, and the schemas beside them. */
export type Contract = typeof contract;

const isRoute = (value: unknown): value is RouteDefinition =>
  typeof value === 'object' && value !== null && 'operationId' in value;

export const routes: readonly RouteDefinition[] = Object.values<unknown>(contract).filter(isRoute);
