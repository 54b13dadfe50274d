/** What a reviewer is shown of a person: the card's fields, its pictures, the bank card masked. */
import type { Pictures } from '../core/ports/pictures';
import type { Vault } from '../core/ports/vault';
import { bankCardView } from '../core/users/bank-cards';
import { exported } from '../core/users/catalogue-views';
import { findBankCard } from '../core/users/customer-facts';
import { type Failures, recentFailures } from '../core/users/face-failures';
import type { IdentityReviewBody } from '../core/users/identity-reviews';
import { type Customer, sealedIn } from '../core/users/rows';
import type { Opening } from '../core/users/sealed-records';

/** Long enough to look at two pictures, too short to be passed on. */
const linkSeconds = 300;

export async function openedCase(
  { vault, pictures }: { readonly vault: Vault; readonly pictures: Pictures },
  customer: Customer,
  { bankCardId }: IdentityReviewBody,
  failures: Failures,
  opening: Opening,
) {
  const { cardFrontKey, cardBackKey } = customer.profile.body;
  const row = findBankCard(customer, bankCardId);
  if (!customer.identity || !row || !cardFrontKey || !cardBackKey)
    throw new Error('a case of a person without cards');
  const records = [customer.identity, sealedIn(customer.customerId, 'bankCard', row)] as const;
  const [identity, sealedCard] = await vault.open(records, opening);
  const { bank, maskedCardNumber, boundAt } = bankCardView(row.body, sealedCard);
  const link = (key: string) => pictures.link(pictures.evidence(key), linkSeconds);
  const [front, back] = await Promise.all([link(cardFrontKey), link(cardBackKey)]);
  const expiresAt = new Date(opening.now + linkSeconds * 1000).toISOString();
  return {
    fields: exported('identity', identity),
    bankCard: { bank, maskedCardNumber, boundAt },
    pictures: { front, back, expiresAt },
    failedFaceChecks: recentFailures(failures, opening.now),
  };
}
