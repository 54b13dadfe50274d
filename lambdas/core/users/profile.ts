/** A customer's profile as its owner sees it: masked, and with what is still to do. */
import { bankCardView } from './bank-cards';
import { masked } from './catalogue-views';
import { consentPurposes, type TextsOn } from './consents';
import { missingToCollect } from './customer-facts';
import { type Customer, sealedIn } from './rows';
import type { Contact, Identity, Sealed, SealedBankCard, SealedRecords } from './sealed-records';

/** Everything the profile shows, to be opened in one go and one audit entry. */
export const sealedOf = (customer: Customer): readonly Sealed[] => [
  customer.contact,
  ...(customer.identity ? [customer.identity] : []),
  ...customer.bankCards.map((card) => sealedIn(customer.customerId, 'bankCard', card)),
];

/** @param opened what `sealedOf` named, in its order. */
export function profileView(
  customer: Customer,
  opened: readonly SealedRecords[keyof SealedRecords][],
  on: TextsOn,
) {
  const [contact, ...rest] = opened as readonly [Contact, ...unknown[]];
  const identity = customer.identity && (rest.shift() as Identity);
  const shown = identity && masked('identity', identity);
  const cards = rest as readonly SealedBankCard[];
  return {
    customerId: customer.customerId,
    maskedPhone: masked('contact', contact).phone,
    ...(shown && { maskedName: shown.name, maskedIdNumber: shown.idNumber }),
    identity: customer.profile.body.identity,
    bankCards: customer.bankCards.map(({ body }, at) => bankCardView(body, cards[at]!)),
    missingConsents: missingToCollect(customer, on, ...consentPurposes),
    ...(customer.latestReview && {
      identityReviewId: customer.latestReview.body.identityReviewId,
    }),
  };
}
