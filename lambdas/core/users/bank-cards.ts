/**
 * Bank cards: bound once a customer, after the bank has confirmed that the card is this
 * person's.
 */
import { type Allowance, spendNow } from '../allowance';
import { type OutboxEvent, publish } from '../outbox';
import type { CardChannel } from '../ports/payment-channel';
import type { Change, Store } from '../ports/store';
import type { Vault } from '../ports/vault';
import { type Problem, problem } from '../problem';
import { failure, type Result, success } from '../result';
import { parseCardNumber } from './card-number';
import { masked } from './catalogue-views';
import type { TextsOn } from './consents';
import { missingToCollect } from './customer-facts';
import {
  type BankCardBody,
  type BoundAccounts,
  bankCardKey,
  type Customer,
  cardNumberKey,
  customerPartition,
} from './rows';
import type { Opening, Place, Sealed, SealedBankCard } from './sealed-records';

/** Each attempt asks a bank about somebody: enough for typing errors, too few for guessing. */
const bindingsPerDay: Allowance = { name: 'bank-cards', times: 10, perSeconds: 86_400 };

export interface ReadyToBind {
  readonly identity: Sealed<'identity'>;
  readonly card: SealedBankCard;
}

/** Who may bind a card, and whether what they typed can be one. */
export function readyToBind(
  customer: Customer | undefined,
  typed: { readonly cardNumber: string; readonly phone: string },
  on: TextsOn,
): Result<ReadyToBind, Problem> {
  const needed = ['privacyPolicy', 'thirdPartySharing'] as const;
  const missing = customer ? missingToCollect(customer, on, ...needed) : [];
  if (missing.length > 0) return failure(problem('consent_missing', { missing }));
  // Who declines the face has the card confirmed first, and a reviewer look at it then.
  if (!customer?.identity) return failure(problem('identity_incomplete'));
  const cardNumber = parseCardNumber(typed.cardNumber);
  if (!cardNumber.ok) return failure(problem('card_number_invalid'));
  const card = { cardNumber: cardNumber.value, phone: typed.phone };
  return success({ identity: customer.identity, card });
}

/** The card's blind index, if this customer may try to bind it now. */
export async function claimBinding(
  store: Store,
  vault: Vault,
  customerId: string,
  cardNumber: string,
  now: number,
): Promise<Result<string, Problem>> {
  const spent = await spendNow(store, [[bindingsPerDay, customerId]], now);
  if (!spent.ok) return failure(problem('too_many_requests', { ...spent.error }));
  const cardIndex = await vault.blindIndex('cardNumber', cardNumber);
  const bound = await store.get(cardNumberKey(customerId, cardIndex));
  return bound ? failure(problem('card_already_bound')) : success(cardIndex);
}

/**
 * Asks every channel that pays to cards whether this one is this person's: each has a token of
 * its own for it, and only one that has can be chosen later. A channel that does not answer has
 * not confirmed; one that confirms is enough.
 */
export async function confirmWithBank(
  vault: Vault,
  channels: readonly CardChannel[],
  { identity, card }: ReadyToBind,
  opening: Opening,
): Promise<Result<BoundAccounts, 'card_not_verified' | 'unavailable'>> {
  const [{ name, idNumber }] = await vault.open([identity], opening);
  const answers = await Promise.all(
    channels.map(async (channel) => ({
      channel: channel.name,
      verification: await channel.verifyCard({ name, idNumber, ...card }),
    })),
  );
  const [first, ...others] = answers.flatMap(({ channel, verification }) =>
    verification.outcome === 'matched'
      ? [{ channel, accountToken: verification.accountToken }]
      : [],
  );
  if (first) return success({ ...first, ...(others.length > 0 && { otherAccounts: others }) });
  const denied = answers.some(({ verification }) => verification.outcome === 'notMatched');
  return failure(denied ? 'card_not_verified' : 'unavailable');
}

/** The card as it is kept: what is shown in lists in the open, the numbers sealed. */
export async function sealBankCard(
  vault: Vault,
  customerId: string,
  card: SealedBankCard,
  open: Omit<BankCardBody, 'sealed' | 'boundAt'>,
  now: number,
): Promise<BankCardBody> {
  const place: Place<'bankCard'> = {
    customerId,
    record: 'bankCard',
    key: bankCardKey(customerId, open.bankCardId),
    version: 1,
  };
  const sealed = await vault.seal(place, card);
  return { ...open, boundAt: new Date(now).toISOString(), sealed };
}

/** The card's row never changes: its sealed part is bound to the first version. */
export function bindCard(
  customerId: string,
  body: BankCardBody,
  cardNumberIndex: string,
  eventId: string,
  now: number,
): readonly Change[] {
  const { bankCardId } = body;
  const event: OutboxEvent = {
    type: 'BankCardBound',
    version: 1,
    data: { customerId, bankCardId },
  };
  return [
    {
      kind: 'insert',
      item: { key: bankCardKey(customerId, bankCardId), body: { ...body, cardNumberIndex } },
    },
    {
      kind: 'insert',
      item: { key: cardNumberKey(customerId, cardNumberIndex), body: { bankCardId } },
    },
    publish('users', customerPartition(customerId), eventId, event, now),
  ];
}

export const bankCardView = (
  { bankCardId, bank, boundAt }: BankCardBody,
  card: SealedBankCard,
) => ({
  bankCardId,
  maskedCardNumber: masked('bankCard', card).cardNumber,
  bank,
  boundAt,
});
