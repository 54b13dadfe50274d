/** A copy of all one's data, as far as the catalogue lets it go. */
import type { Allowance } from '../allowance';
import type { ContactRecord } from '../collections/contact-record';
import type { DebtorWishes } from '../collections/debtor-wishes';
import type { Dispute } from '../collections/dispute-record';
import type { HardshipRequest } from '../collections/hardship-record';
import type { LimitItem } from '../orders/limit-record';
import type { Order } from '../orders/order-record';
import type { Item } from '../ports/store';
import type { LoanRecord } from '../repayment/loan-record';
import type { MeansBody } from '../risk/records';
import type { LinkBody } from './audit-chain';
import { belongingsOf } from './belongings-export';
import type { WholeBusiness } from './business';
import { exported } from './catalogue-views';
import { sealedOf } from './profile';
import type { Customer } from './rows';
import type { RecordName, SealedRecords } from './sealed-records';
import { type WalletItem, walletView } from './wallets';

/** It opens everything and costs accordingly. */
export const exportsPerDay: Allowance = { name: 'exports', times: 5, perSeconds: 86_400 };

/** An answer has at most six megabytes; an entry has some 300 bytes. */
export const shownEntries = 5_000;

export interface Exported {
  readonly customer: Customer;
  /** What `sealedOf(customer)` named, in its order. */
  readonly opened: readonly SealedRecords[RecordName][];
  readonly wallets: readonly WalletItem[];
  readonly business: WholeBusiness;
  /** What `listBelongings` found. */
  readonly belongings: readonly Item[];
  /** Contacts about loans, latest first. */
  readonly contacts: readonly ContactRecord[];
  readonly wishes: DebtorWishes;
  readonly limit: LimitItem | undefined;
  readonly means: Item<MeansBody> | undefined;
  /** Oldest first. */
  readonly trail: readonly LinkBody[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export function exportOf(given: Exported) {
  const { customer, opened, wallets, business, belongings, contacts, wishes } = given;
  const { limit, means, trail, now } = given;
  const { customerId, registeredAt, identity, bornInMonth } = customer.profile.body;
  return {
    customerId,
    exportedAt: new Date(now).toISOString(),
    registeredAt,
    identity,
    ...(bornInMonth && { bornInMonth }),
    records: sealedOf(customer).map(({ record }, at) => ({
      record,
      fields: exported(record, opened[at]!),
    })),
    bankCards: customer.bankCards.map(({ body: { bankCardId, bank, boundAt } }) => ({
      bankCardId,
      bank,
      boundAt,
    })),
    wallets: wallets.map(({ body }) => walletView(body)),
    pictures: picturesOf(customer),
    ...belongingsOf(belongings),
    ...verificationOf(customer),
    consents: customer.consents.map(({ body: { channel: _, ...consent } }) => consent),
    ...(means && { means: meansOf(means.body) }),
    ...(limit && { creditLimit: limitOf(limit) }),
    orders: business.orders.map(orderOf),
    loans: business.loans.map(loanOf),
    contacts: contacts.map(contactOf),
    contactPreferences: preferencesOf(wishes),
    disputes: wishes.disputes.map(disputeOf),
    hardshipRequests: wishes.hardshipRequests.map(hardshipOf),
    auditTrail: trail.slice(-shownEntries).reverse().map(entryOf),
    auditEntriesLeftOut: Math.max(0, trail.length - shownEntries),
  };
}

/** By the face or by a review; before reviews there was the face alone. */
function verificationOf({ profile, latestReview }: Customer) {
  const { verifiedAt, verifiedBy = 'face' } = profile.body;
  const identityReviewId = latestReview?.body.identityReviewId;
  if (!verifiedAt && !identityReviewId) return {};
  return {
    verification: {
      ...(verifiedAt && { verifiedBy, verifiedAt }),
      ...(identityReviewId && { identityReviewId }),
    },
  };
}

function picturesOf({ profile }: Customer): ('idCardFront' | 'idCardBack' | 'face')[] {
  const { cardFrontKey, cardBackKey, faceKey } = profile.body;
  return [
    ...(cardFrontKey ? ['idCardFront' as const] : []),
    ...(cardBackKey ? ['idCardBack' as const] : []),
    ...(faceKey ? ['face' as const] : []),
  ];
}

const meansOf = (means: MeansBody) => ({
  monthlyIncomeFen: means.monthlyIncomeFen,
  monthlyDebtFen: means.monthlyDebtFen,
  employment: means.employment,
  employedMonths: means.employedMonths,
  declaredAt: means.declaredAt,
});

const limitOf = ({ body: { status, ledger, expiresOn } }: LimitItem) => ({
  status,
  grantedFen: ledger.grantedFen,
  expiresOn,
});

const orderOf = (order: Order) => ({
  orderId: order.orderId,
  state: order.state,
  amountFen: order.amountFen,
  termMonths: order.termMonths,
  annualRatePpm: order.annualRatePpm,
  purpose: order.purpose,
  createdAt: new Date(order.createdAtMillis).toISOString(),
  reasons: [...order.reasons],
});

const loanOf = ({ loanId, orderId, state }: LoanRecord) => ({
  loanId,
  orderId,
  status: state.status,
  principalFen: state.principalFen,
  disbursedOn: state.disbursedOn,
  ...(state.settledOn && { settledOn: state.settledOn }),
  receivedFen: state.receivedFen,
});

const contactOf = ({ at, loanId, channel, purpose, status, reasons, result }: ContactRecord) => ({
  at,
  loanId,
  channel,
  purpose,
  status,
  ...(reasons && { reasons: [...reasons] }),
  ...(result && { result }),
});

const preferencesOf = ({ preferences }: DebtorWishes) => ({
  ...preferences,
  declinedChannels: [...preferences.declinedChannels],
});

const disputeOf = ({ loanId, reason, openedAt, status, resolution, resolvedAt }: Dispute) => ({
  loanId,
  reason,
  openedAt,
  status,
  ...(resolution && { resolution, resolvedAt }),
});

/** Without who decided, and with the refusal as a code: its words are at the request. */
const hardshipOf = ({ customerId: _, decidedBy: __, earlier: ___, ...asked }: HardshipRequest) =>
  asked;

const entryOf = ({ at, action, actorId, purpose, requestId, objects }: LinkBody) => ({
  at,
  action,
  actorId,
  purpose,
  requestId,
  objects: [...objects],
});
