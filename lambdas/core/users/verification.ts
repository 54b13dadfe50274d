/** The end of both ways to prove who one is: by the face, or by a reviewer's judgement. */
import type { Change, Store } from '../ports/store';
import { failure, type Result, success } from '../result';
import { claim, isTaken, readIdNumberOwner } from './card-confirmation';
import type { Customer, ProfileBody } from './rows';

/** What the identity was proven by; kept with the profile. */
export type Proof =
  | { readonly verifiedBy: 'face'; readonly faceKey: string }
  | { readonly verifiedBy: 'review' };

/**
 * The person is proven: the profile says so, and the claim becomes ownership. `identity_taken`:
 * the claim had run out and somebody else holds it now.
 */
export async function verified(
  store: Store,
  { customerId, profile }: Customer,
  proof: Proof,
  now: number,
): Promise<Result<readonly Change[], 'identity_taken'>> {
  const { idNumberIndex = '' } = profile.body;
  const owner = await readIdNumberOwner(store, idNumberIndex);
  if (isTaken(owner, customerId, now)) return failure('identity_taken');
  const body: ProfileBody = {
    ...profile.body,
    identity: 'verified',
    ...proof,
    verifiedAt: new Date(now).toISOString(),
  };
  return success([
    claim(idNumberIndex, { customerId }, owner),
    { kind: 'replace', item: { key: profile.key, body }, expectedVersion: profile.version },
  ]);
}
