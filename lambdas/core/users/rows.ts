/** Rows of the users table that last: keys, bodies and how a customer is read back whole. */
import type { Item, Key, Store } from '../ports/store';
import type { ConsentPurpose } from './consents';
import { customerPartition } from './partitions';
import type { RecordName, Sealed } from './sealed-records';

export type IdentityStatus = 'none' | 'cardConfirmed' | 'verified';

export type ProfileBody = {
  readonly customerId: string;
  readonly registeredAt: string;
  readonly identity: IdentityStatus;
  /**
   * YYYY-MM, once the card is confirmed. Kept open so that products and scores can ask for the
   * age without opening the sealed birth date at every application; the day stays sealed.
   */
  readonly bornInMonth?: string;
  /** Blind index of the ID number: which claim the face check turns into ownership. */
  readonly idNumberIndex?: string;
  /** The accepted pictures in the evidence bucket. */
  readonly cardFrontKey?: string;
  readonly cardBackKey?: string;
  /** In the bucket of faces, which forgets it before the account does. */
  readonly faceKey?: string;
  readonly verifiedAt?: string;
  readonly verifiedBy?: 'face' | 'review';
};

/** A sealed record in a row of its own. */
export type SealedBody = { readonly sealed: Uint8Array };

export type ConsentBody = {
  readonly purpose: ConsentPurpose;
  readonly version: string;
  readonly textHash: string;
  readonly givenAt: string;
  readonly channel: 'app';
  readonly withdrawnAt?: string;
};

export type BankCardBody = {
  readonly bankCardId: string;
  readonly bank: { readonly en: string; readonly zh: string };
  readonly boundAt: string;
  /** Blind index of the card's number: what applications with the card are counted by. */
  readonly cardNumberIndex?: string;
  readonly sealed: Uint8Array;
} & BoundAccounts;

/** What stands for a card at a channel, so that paying opens no card number. */
export type ChannelAccount = { readonly channel: string; readonly accountToken: string };

/** A card has a token at every channel that confirmed it, at one at least. */
export type BoundAccounts = ChannelAccount & {
  readonly otherAccounts?: readonly ChannelAccount[];
};

export const accountsOf = ({ channel, accountToken, otherAccounts = [] }: BoundAccounts) => [
  { channel, accountToken },
  ...otherAccounts,
];

export type LatestReviewBody = {
  readonly identityReviewId: string;
  /** Absent once it was decided. */
  readonly openUntilMillis?: number;
};

export { customerPartition };

const customerRow =
  (sort: string) =>
  (customerId: string): Key => ({
    table: 'users',
    partition: customerPartition(customerId),
    sort,
  });

export const profileKey = customerRow('PROFILE');
export const contactKey = customerRow('CONTACT');
export const identityKey = customerRow('IDENTITY');

export const latestReviewKey = customerRow('REVIEW');

export const consentPrefix = 'CONSENT#';

export const consentKey = (customerId: string, purpose: ConsentPurpose): Key =>
  customerRow(`${consentPrefix}${purpose}`)(customerId);

export const bankCardKey = (customerId: string, bankCardId: string): Key =>
  customerRow(`BANK_CARD#${bankCardId}`)(customerId);

/** One phone, one customer; one person, one account: claimed by a row of the blind index. */
export const phoneKey = (phoneIndex: string): Key => ({
  table: 'users',
  partition: `PHONE#${phoneIndex}`,
  sort: 'OWNER',
});
export const idNumberKey = (idNumberIndex: string): Key => ({
  table: 'users',
  partition: `ID_NUMBER#${idNumberIndex}`,
  sort: 'OWNER',
});
export type OwnerBody = { readonly customerId: string };
/** Without `claimedUntilMillis` the person is verified: owned for good. */
export type IdNumberOwnerBody = OwnerBody & { readonly claimedUntilMillis?: number };

/** One card once a customer. */
export const cardNumberKey = (customerId: string, cardNumberIndex: string): Key => ({
  table: 'users',
  partition: `CARD_NUMBER#${cardNumberIndex}`,
  sort: customerId,
});

/** The sealed record in a row, as the vault opens it. */
export const sealedIn = <R extends RecordName>(
  customerId: string,
  record: R,
  item: Item<SealedBody>,
): Sealed<R> => ({
  customerId,
  record,
  key: item.key,
  version: item.version,
  blob: item.body.sealed,
});

/** Everything lasting about a customer, still sealed. */
export interface Customer {
  readonly customerId: string;
  readonly profile: Item<ProfileBody>;
  readonly contact: Sealed<'contact'>;
  readonly identity?: Sealed<'identity'>;
  readonly consents: readonly Item<ConsentBody>[];
  readonly bankCards: readonly Item<BankCardBody>[];
  readonly latestReview?: Item<LatestReviewBody>;
}

/** Reads a customer in one round trip; undefined when there is none. */
export async function loadCustomer(
  store: Store,
  customerId: string,
): Promise<Customer | undefined> {
  const partition = customerPartition(customerId);
  const { items } = await store.query<never>({ table: 'users', partition, limit: 1000 });
  const starting = <B>(prefix: string): Item<B>[] =>
    items.filter(({ key }) => key.sort.startsWith(prefix)) as Item<B>[];
  const [profile] = starting<ProfileBody>('PROFILE');
  const [contact] = starting<SealedBody>('CONTACT');
  const [identity] = starting<SealedBody>('IDENTITY');
  const [latestReview] = starting<LatestReviewBody>('REVIEW');
  if (!profile || !contact) return undefined;
  return {
    customerId,
    profile,
    contact: sealedIn(customerId, 'contact', contact),
    ...(identity && { identity: sealedIn(customerId, 'identity', identity) }),
    consents: starting<ConsentBody>(consentPrefix),
    bankCards: starting<BankCardBody>('BANK_CARD#'),
    ...(latestReview && { latestReview }),
  };
}
