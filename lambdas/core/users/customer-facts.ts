/**
 * What the other capabilities ask about a customer: is the identity proven, how old, which
 * card.
 */
import type { Vault } from '../ports/vault';
import { type ConsentPurpose, covering, missingConsents, type TextsOn } from './consents';
import { type Customer, sealedIn } from './rows';
import type { Opening, SealedBankCard } from './sealed-records';

export const consentsOf = ({ consents }: Customer) => consents.map(({ body }) => body);

/**
 * The purposes among the needed ones for which this customer's consent is missing: asked before
 * going on with what was collected under it.
 */
export const missingConsentsOf = (
  customer: Customer,
  ...needed: readonly ConsentPurpose[]
): ConsentPurpose[] => missingConsents(consentsOf(customer), needed);

/** The same before anything more is collected: then the text agreed to must still cover it. */
export const missingToCollect = (
  customer: Customer,
  on: TextsOn,
  ...needed: readonly ConsentPurpose[]
): ConsentPurpose[] => missingConsents(covering(consentsOf(customer), on), needed);

export const isVerified = ({ profile }: Customer): boolean => profile.body.identity === 'verified';

export const findBankCard = ({ bankCards }: Customer, bankCardId: string) =>
  bankCards.find(({ body }) => body.bankCardId === bankCardId);

/** Without these nothing may be asked of a bureau, and nothing sent to a bank. */
export const consentsToBorrow = ['privacyPolicy', 'creditInquiry', 'thirdPartySharing'] as const;

/** What a loan needs of its borrower: proven, consented, and a card to be paid to. */
export const isReadyToBorrow = (customer: Customer, bankCardId: string): boolean =>
  isVerified(customer) &&
  findBankCard(customer, bankCardId) !== undefined &&
  missingConsentsOf(customer, ...consentsToBorrow).length === 0;

/**
 * Completed years on a day (YYYY-MM-DD) for someone born in a month (YYYY-MM). In the month of
 * the birthday itself the year does not count yet: nobody is taken for older than they are.
 */
export function ageFromMonth(bornInMonth: string, onDate: string): number {
  const years = Number(onDate.slice(0, 4)) - Number(bornInMonth.slice(0, 4));
  return onDate.slice(5, 7) > bornInMonth.slice(5, 7) ? years : years - 1;
}

/** Opens a bound card with its holder's name, e.g. for a channel that knows no account tokens. */
export async function openBankCard(
  vault: Vault,
  customer: Customer,
  bankCardId: string,
  opening: Opening,
): Promise<(SealedBankCard & { readonly name: string; readonly idNumber: string }) | undefined> {
  const card = findBankCard(customer, bankCardId);
  if (!card || !customer.identity) return undefined;
  const [{ name, idNumber }, { cardNumber, phone }] = await vault.open(
    [customer.identity, sealedIn(customer.customerId, 'bankCard', card)],
    opening,
  );
  return { name, idNumber, cardNumber, phone };
}
