/** People on the way for those who decline the face, and the staff who review them. */
import { handler as bindBankCard } from '../../lambdas/users/bind-bank-card';
import { handler as decideIdentityReview } from '../../lambdas/users/decide-identity-review';
import { handler as getIdentityReview } from '../../lambdas/users/get-identity-review';
import { handler as openIdentityReview } from '../../lambdas/users/open-identity-review';
import { handler as requestIdentityReview } from '../../lambdas/users/request-identity-review';
import type { Caller, Reply } from './api-call';
import { ada, IdentityWorld } from './identity-world';

export const reviewer = { subject: 'stf_reviewer', role: 'reviewer', sessionId: 'ses_reviewer' };

/** Confirmed by ID card and bank card, and never asked about the face. */
export async function aDecliner(person = ada) {
  const world = new IdentityWorld();
  const purposes = ['privacyPolicy', 'thirdPartySharing'] as const;
  const caller = await world.newcomer(person.phoneNumber, ...purposes);
  const reading = await world.read(caller, person);
  await world.confirm(caller, reading.body.readingId, person);
  const { body } = await world.call(bindBankCard, {
    as: caller,
    body: { cardNumber: person.bankCardNumber, phone: person.phoneNumber },
    idempotencyKey: 'binding-0000000001',
  });
  return { world, caller, bankCardId: body.bankCardId as string };
}

export async function anAsker() {
  const decliner = await aDecliner();
  const reply = await ask(
    decliner.world,
    decliner.caller,
    decliner.bankCardId,
    'asking-00000000001',
  );
  return { ...decliner, reply, review: reply.body as Review };
}

export interface Review {
  readonly identityReviewId: string;
}

export const ask = (
  world: IdentityWorld,
  as: Caller,
  bankCardId: string,
  idempotencyKey = 'asking-00000000001',
): Promise<Reply> =>
  world.call(requestIdentityReview, { as, body: { bankCardId }, idempotencyKey });

export const look = (world: IdentityWorld, as: Caller, { identityReviewId }: Review) =>
  world.call(getIdentityReview, { as, params: { identityReviewId } });

export const open = (world: IdentityWorld, { identityReviewId }: Review, as: Caller = reviewer) =>
  world.call(openIdentityReview, { as, params: { identityReviewId }, body: {} });

let decisions = 1_000;

export const decide = (
  world: IdentityWorld,
  { identityReviewId }: Review,
  body: object,
  as: Caller = reviewer,
  idempotencyKey = `decision-${String(++decisions).padStart(8, '0')}`,
) => world.call(decideIdentityReview, { as, params: { identityReviewId }, body, idempotencyKey });
