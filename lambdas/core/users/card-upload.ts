/** The two pictures of an ID card on their way in: where they go, how large, how long. */
import type { Allowance } from '../allowance';
import type { UploadLimits } from '../ports/pictures';
import type { Change, Item, Store } from '../ports/store';
import { type Problem, problem } from '../problem';
import { failure, type Result, success } from '../result';
import { checkKeptSeconds, uploadKey } from './checks';
import type { TextsOn } from './consents';
import { missingToCollect } from './customer-facts';
import type { Customer } from './rows';

export const maximumPictureBytes = 8 * 1024 * 1024;
export const uploadLifeSeconds = 15 * 60;

/** What the forms accept. */
export const uploadLimits: UploadLimits = {
  maximumBytes: maximumPictureBytes,
  expiresInSeconds: uploadLifeSeconds,
};

export const uploadsPerDay: Allowance = { name: 'card-uploads', times: 20, perSeconds: 86_400 };

export const cardSides = ['front', 'back'] as const;
export type CardSide = (typeof cardSides)[number];

/** The same key in both buckets. */
export const pictureKey = (customerId: string, uploadId: string, side: CardSide): string =>
  `cards/${customerId}/${uploadId}/${side}`;

/** Where no form reaches: what is confirmed stays what was read until it is kept. */
export const heldPictureKey = (customerId: string, uploadId: string, side: CardSide): string =>
  `confirmed/${customerId}/${uploadId}/${side}`;

/** Consent before data; and a card that was confirmed is not replaced by another. */
export function mayProveIdentity(
  customer: Customer | undefined,
  on: TextsOn,
): Result<Customer, Problem> {
  if (!customer) return failure(problem('not_found'));
  const missing = missingToCollect(customer, on, 'privacyPolicy');
  if (missing.length > 0) return failure(problem('consent_missing', { missing }));
  if (customer.profile.body.identity !== 'none') {
    return failure(problem('identity_already_confirmed'));
  }
  return success(customer);
}

export type UploadBody = { readonly uploadId: string; readonly expiresAtMillis: number };

export const keepUpload = (customerId: string, uploadId: string, now: number): Change => ({
  kind: 'insert',
  item: {
    key: uploadKey(customerId, uploadId),
    body: { uploadId, expiresAtMillis: now + uploadLifeSeconds * 1000 } satisfies UploadBody,
    expiresAtEpochSeconds: Math.ceil(now / 1000) + checkKeptSeconds,
  },
});

/** One's own upload; another's, an old one and none at all answer alike. */
export async function findUpload(
  store: Store,
  customerId: string,
  uploadId: string,
  now: number,
): Promise<Item<UploadBody> | undefined> {
  const row = await store.get<UploadBody>(uploadKey(customerId, uploadId));
  return row && row.body.expiresAtMillis > now ? row : undefined;
}
