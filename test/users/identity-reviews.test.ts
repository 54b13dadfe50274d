/** The way for those who decline the face: bank card, ID card, a reviewer; as good as the face. */
import { readLinks } from '../../lambdas/core/users/audit-chain';
import { isReadyToBorrow } from '../../lambdas/core/users/customer-facts';
import { loadCustomer } from '../../lambdas/core/users/rows';
import { handler as getProfile } from '../../lambdas/users/get-profile';
import { handler as listIdentityReviews } from '../../lambdas/users/list-identity-reviews';
import { handler as withdrawConsent } from '../../lambdas/users/withdraw-consent';
import { aDecliner, anAsker, ask, decide, look, open, reviewer } from '../support/identity-reviews';
import { ada, eve } from '../support/identity-world';

const colleague = { ...reviewer, subject: 'stf_colleague' };
const approved = { decision: 'approve', reason: 'cardGenuine' };
const declined = { decision: 'decline', reason: 'cardNotGenuine' };

describe('asking for a review', () => {
  it('takes a confirmed ID card and bank card, and no consent to the face', async () => {
    const { reply } = await anAsker();
    expect(reply).toEqual({
      status: 201,
      body: {
        identityReviewId: expect.stringMatching(/^idr_/),
        status: 'open',
        openedAt: '2026-11-22T02:00:00.000Z',
        expiresAt: '2026-11-25T02:00:00.000Z',
      },
    });
  });

  it('is answered the same to the same key, and once at a time to another', async () => {
    const { world, caller, bankCardId, reply } = await anAsker();
    expect(await ask(world, caller, bankCardId, 'asking-00000000001')).toEqual(reply);
    const again = await ask(world, caller, bankCardId, 'asking-00000000002');
    expect(again).toMatchObject({ status: 409, body: { code: 'identity_review_open' } });
    const { body } = await world.call(getProfile, { as: caller });
    expect(body.identityReviewId).toBe(reply.body.identityReviewId);
  });

  it('needs a fresh second factor', async () => {
    const { world, caller, bankCardId } = await anAsker();
    const stale = { ...caller, steppedUpUntil: 0 };
    const refused = await ask(world, stale, bankCardId, 'asking-00000000002');
    expect(refused).toMatchObject({ status: 403, body: { code: 'step_up_required' } });
  });

  it.each(['privacyPolicy', 'thirdPartySharing'] as const)(
    'needs the consent %s',
    async (purpose) => {
      const { world, caller, bankCardId } = await aDecliner();
      await world.call(withdrawConsent, { as: caller, params: { purpose } });
      expect(await ask(world, caller, bankCardId)).toMatchObject({
        status: 403,
        body: { code: 'consent_missing', figures: { missing: [purpose] } },
      });
    },
  );

  it('needs a confirmed ID card, a bank card of one’s own, and somebody not yet verified', async () => {
    const { world, caller, bankCardId } = await aDecliner();
    const purposes = ['privacyPolicy', 'thirdPartySharing'] as const;
    const newcomer = await world.newcomer('13900000002', ...purposes);
    expect(await ask(world, newcomer, bankCardId)).toMatchObject({
      status: 409,
      body: { code: 'identity_incomplete' },
    });
    const other = await world.confirmed(eve);
    expect(await ask(world, other, bankCardId)).toMatchObject({ status: 404 });
    await world.consent(caller, 'faceRecognition');
    await world.checkFace(caller);
    expect(await ask(world, caller, bankCardId)).toMatchObject({
      status: 409,
      body: { code: 'identity_already_confirmed' },
    });
  });

  it('keeps the person claimed until it is decided, and not for a person claimed by another', async () => {
    const { world } = await anAsker();
    world.pass(86_400);
    const thief = await world.newcomer('13900000002', 'privacyPolicy');
    const reading = await world.read(thief, ada);
    const taken = { status: 409, body: { code: 'identity_taken' } };
    expect(await world.confirm(thief, reading.body.readingId, ada)).toMatchObject(taken);

    const late = await aDecliner(eve);
    late.world.pass(86_400);
    await late.world.verified({ ...eve, phoneNumber: '13900000003' });
    expect(await ask(late.world, late.caller, late.bankCardId)).toMatchObject(taken);
  });

  it('is possible three times a month', async () => {
    const { world, caller, bankCardId } = await aDecliner();
    for (let n = 0; n < 3; n += 1) {
      expect(await ask(world, caller, bankCardId, `asking-0000000000${n}`)).toMatchObject({
        status: 201,
      });
      world.pass(3 * 86_400);
    }
    const fourth = await ask(world, caller, bankCardId, 'asking-00000000009');
    expect([fourth.status, fourth.body.code]).toEqual([429, 'too_many_requests']);
  });
});

describe('a reviewer', () => {
  it('sees which cases wait, and nobody in them', async () => {
    const { world, reply } = await anAsker();
    const { body } = await world.call(listIdentityReviews, { as: reviewer });
    expect(body).toEqual({ reviews: [reply.body] });
  });

  it('opens a case: the card as it was read, its pictures for five minutes, the bank card masked', async () => {
    const { world, caller, review } = await anAsker();
    const { status, body } = await open(world, review);
    expect(status).toBe(200);
    const fields = Object.fromEntries(
      body.fields.map(({ field, value }: { field: string; value: string }) => [field, value]),
    );
    expect(fields).toMatchObject({ 'identity.name': ada.name, 'identity.idNumber': ada.idNumber });
    expect(body.bankCard.maskedCardNumber).toMatch(/^629999\*+\d{4}$/);
    const { cardFrontKey, cardBackKey } = (await loadCustomer(world.store, caller.subject))!.profile
      .body;
    expect(body.pictures).toEqual({
      front: `https://evidence.test/${cardFrontKey}?for=300`,
      back: `https://evidence.test/${cardBackKey}?for=300`,
      expiresAt: '2026-11-22T02:05:00.000Z',
    });
    expect(body.failedFaceChecks).toBe(0);
  });

  it('is told how often the face failed', async () => {
    const { world, caller, review } = await anAsker();
    await world.consent(caller, 'faceRecognition');
    world.face = 'faceMismatch';
    for (let n = 0; n < 2; n += 1) await world.checkFace(caller);
    expect((await open(world, review)).body.failedFaceChecks).toBe(2);
    for (let n = 0; n < 3; n += 1) await world.checkFace(caller);
    expect((await open(world, review)).body.failedFaceChecks).toBe(5);
  });

  it('opens nothing off the record: the customer’s trail tells who, why and what', async () => {
    const { world, caller, review } = await anAsker();
    const before = (await readLinks(world.store, caller.subject)).length;
    await open(world, review);
    const links = (await readLinks(world.store, caller.subject)).slice(before);
    expect(links).toMatchObject([
      {
        action: 'staff',
        actorId: reviewer.subject,
        purpose: 'openIdentityReview',
        objects: [review.identityReviewId, 'pictures of the ID card'],
      },
      { action: 'open', actorId: reviewer.subject, purpose: 'review' },
    ]);
    expect(links[1]!.objects).toContain('identity@IDENTITY');
    const [own] = await readLinks(world.store, reviewer.subject);
    expect(own).toMatchObject({ purpose: 'openIdentityReview' });
  });

  it('opens a case of whose existence nobody told no better than a missing one', async () => {
    const { world } = await anAsker();
    const missing = { identityReviewId: `idr_${'a'.repeat(26)}` };
    expect(await open(world, missing)).toMatchObject({ status: 404 });
    expect(await decide(world, missing, approved)).toMatchObject({ status: 404 });
  });
});

describe('a decision', () => {
  it('that approves makes a borrower like one who showed the face', async () => {
    const { world, caller, bankCardId, review } = await anAsker();
    await world.consent(caller, 'creditInquiry');
    await open(world, review);
    const decided = await decide(world, review, approved);
    expect(decided).toMatchObject({ status: 201, body: { status: 'approved' } });
    const customer = (await loadCustomer(world.store, caller.subject))!;
    expect(customer.profile.body).toMatchObject({ identity: 'verified', verifiedBy: 'review' });
    expect(customer.profile.body.faceKey).toBeUndefined();
    expect(isReadyToBorrow(customer, bankCardId)).toBe(true);
    expect(world.stored('faces')).toEqual([]);
  });

  it('that approves makes the person nobody else’s for good', async () => {
    const { world, review } = await anAsker();
    await open(world, review);
    await decide(world, review, approved);
    world.pass(30 * 86_400);
    const thief = await world.newcomer('13900000002', 'privacyPolicy');
    const reading = await world.read(thief, ada);
    const confirmed = await world.confirm(thief, reading.body.readingId, ada);
    expect(confirmed).toMatchObject({ status: 409, body: { code: 'identity_taken' } });
  });

  it('that declines leaves everything as it was, and the face as the other way', async () => {
    const { world, caller, review } = await anAsker();
    await open(world, review);
    const decided = await decide(world, review, declined);
    expect(decided).toMatchObject({ status: 201, body: { status: 'declined' } });
    expect((await look(world, caller, review)).body).toMatchObject({ status: 'declined' });
    expect(JSON.stringify((await look(world, caller, review)).body)).not.toContain('Genuine');
    const { body } = await world.call(getProfile, { as: caller });
    expect(body.identity).toBe('cardConfirmed');
    await world.consent(caller, 'faceRecognition');
    expect(await world.checkFace(caller)).toMatchObject({ status: 200 });
  });

  it('is on the customer’s record with its reason, and the same for the same key', async () => {
    const { world, caller, review } = await anAsker();
    await open(world, review);
    const first = await decide(world, review, declined, reviewer, 'decision-00000001');
    expect(await decide(world, review, declined, reviewer, 'decision-00000001')).toEqual(first);
    const last = (await readLinks(world.store, caller.subject)).at(-1);
    expect(last).toMatchObject({
      actorId: reviewer.subject,
      purpose: 'decideIdentityReview',
      objects: [review.identityReviewId, 'decline', 'cardNotGenuine'],
    });
  });

  it('is for whoever has opened the case, and for nobody unseen', async () => {
    const { world, review } = await anAsker();
    const unseen = { status: 409, body: { code: 'review_not_opened' } };
    expect(await decide(world, review, approved)).toMatchObject(unseen);
    await open(world, review);
    expect(await decide(world, review, approved, colleague)).toMatchObject(unseen);
    await open(world, review, colleague);
    expect(await decide(world, review, approved, colleague)).toMatchObject({ status: 201 });
  });

  it('has a reason that is one for it', async () => {
    const { world, review } = await anAsker();
    await open(world, review);
    for (const [decision, reason] of [
      ['approve', 'fraudSuspected'],
      ['decline', 'cardGenuine'],
    ]) {
      const refused = await decide(world, review, { decision, reason });
      expect(refused).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    }
  });

  it('is made once, of two at the same moment as well', async () => {
    const { world, caller, review } = await anAsker();
    await open(world, review);
    await open(world, review, colleague);
    const replies = await Promise.all([
      decide(world, review, approved, reviewer, 'decision-00000001'),
      decide(world, review, declined, colleague, 'decision-00000002'),
    ]);
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409]);
    const [winner] = replies.filter(({ status }) => status === 201);
    const { body } = await world.call(getProfile, { as: caller });
    expect(body.identity).toBe(winner!.body.status === 'approved' ? 'verified' : 'cardConfirmed');
    const closed = { status: 409, body: { code: 'review_closed' } };
    expect(await decide(world, review, approved, reviewer, 'decision-00000003')).toMatchObject(
      closed,
    );
    expect(await open(world, review)).toMatchObject(closed);
    expect((await world.call(listIdentityReviews, { as: reviewer })).body.reviews).toEqual([]);
  });

  it('comes too late after three days, and one may ask again', async () => {
    const { world, caller, bankCardId, review } = await anAsker();
    await open(world, review);
    world.pass(3 * 86_400);
    const closed = { status: 409, body: { code: 'review_closed' } };
    expect(await decide(world, review, approved)).toMatchObject(closed);
    expect((await look(world, caller, review)).body).toMatchObject({ status: 'expired' });
    expect((await world.call(listIdentityReviews, { as: reviewer })).body.reviews).toEqual([]);
    expect(await ask(world, caller, bankCardId, 'asking-00000000002')).toMatchObject({
      status: 201,
    });
  });

  it('does not go on without the consents', async () => {
    const { world, caller, review } = await anAsker();
    await open(world, review);
    await world.call(withdrawConsent, { as: caller, params: { purpose: 'privacyPolicy' } });
    const refused = await decide(world, review, approved);
    expect(refused).toMatchObject({ status: 403, body: { code: 'consent_missing' } });
    expect(await decide(world, review, declined)).toMatchObject({ status: 201 });
  });
});
