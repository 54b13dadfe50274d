/** Bad input over HTTP: refused by a closed code, without internals, and nothing is written. */
import type { RouteDefinition } from '../../lambdas/contract/route';
import { routes } from '../../lambdas/contract/routes';
import { accepted } from '../../local/life/answers';
import { type Borrower, postPicture } from '../../local/life/borrower';
import { type World, worldAt } from '../../local/life/world';
import {
  aCode,
  aConfirmedNewcomer,
  aLoanOf,
  aNewcomer,
  aPerson,
  aSessionOf,
  aVerifiedBorrower,
  identityOf,
  withWrongCheckDigit,
} from '../support/lived-borrowers';
import { jpegHeader, pngOf } from '../support/picture-bytes';
import { fittingBody, type Ids, pathOf, RawSender } from '../support/raw-sender';
import { type RunningLaptop, startRunningLaptop } from '../support/running-laptop';

let laptop: RunningLaptop;
let world: World;
let raw: RawSender;
/** Both are verified and have a card and a limit; the owner has a loan as well. */
let owner: Borrower;
let other: Borrower;
let orderId: string;
let loanId: string;

beforeAll(async () => {
  laptop = await startRunningLaptop();
  world = worldAt(laptop.url);
  raw = new RawSender(laptop.url);
  owner = await aVerifiedBorrower(world);
  ({ orderId, loanId } = await aLoanOf(owner));
  other = await aVerifiedBorrower(world);
}, 600_000);

afterAll(async () => {
  await laptop?.stop();
});

jest.setTimeout(600_000);

const nested = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
const unfitBodies: readonly (readonly [string, string])[] = [
  ['an unknown field', '{"isAdmin":true}'],
  ['a field named __proto__', '{"__proto__":{"role":"admin"}}'],
  ['a list', '[]'],
  ['null', 'null'],
  ['text', '"text"'],
  ['half a document', '{"amountFen":'],
  ['deep nesting', nested],
];

describe('a body that no route can take', () => {
  it.each(unfitBodies)('is refused by every route that reads one: %s', async (_, body) => {
    // The fence at the edge counts the requests of five minutes.
    await world.waitSeconds(301);
    await owner.signIn();
    const before = await raw.writtenUnits();
    for (const route of routes.filter(takesUnfitBodies)) {
      const answer = await raw.send(route.method, route.path, body, owner.accessToken);
      const refused = { status: 400, code: 'validation_failed' };
      expect([route.operationId, answer]).toEqual([route.operationId, refused]);
    }
    expect(await raw.writtenUnits()).toBe(before);
  });

  it.each(['/quotes', '/sign-in/codes'])('of 20 MB is refused: POST %s', async (path) => {
    const before = await raw.writtenUnits();
    const body = JSON.stringify({ productId: 'x'.repeat(20_000_000) });
    const answer = await raw.send('POST', path, body, owner.accessToken);
    expect(answer).toMatchObject({ status: 413, code: 'payload_too_large' });
    expect(await raw.writtenUnits()).toBe(before);
  });

  it('is refused when it is no JSON by its own word', async () => {
    const answer = await raw.send(
      'POST',
      '/quotes',
      '<xml/>',
      owner.accessToken,
      'application/xml',
    );
    expect(answer).toMatchObject({ status: 415, code: 'unsupported_media_type' });
  });
});

describe('an amount', () => {
  const amounts = [-1, 0, 0.5, 1e300, 2 ** 53, 10_000_000_001, '500000', null, true];

  it.each(amounts)('%p is refused by its schema, in a quote and in a repayment', async (wrong) => {
    const before = await raw.writtenUnits();
    const quote = { productId: 'sunlend-flex', amountFen: wrong, termMonths: 6 };
    const repayment = { kind: 'amount', amountFen: wrong, bankCardId: owner.bankCardId };
    for (const [path, body] of [
      ['/quotes', quote],
      [`/loans/${loanId}/repayments`, repayment],
    ] as const) {
      const answer = await raw.send('POST', path, JSON.stringify(body), owner.accessToken);
      expect(answer).toMatchObject({ status: 400, code: 'validation_failed' });
    }
    expect(await raw.writtenUnits()).toBe(before);
  });

  it.each([
    [1, 'amount_out_of_range'],
    [50_050, 'amount_out_of_range'],
    [10_000_000_000, 'limit_exceeded'],
  ])('of %d fen fits its schema and no product or limit', async (amountFen, code) => {
    const body = { productId: 'sunlend-flex', amountFen, termMonths: 6 };
    expect((await owner.client.createQuote({ body })).body).toMatchObject({ code });
  });

  it('that fits is written, as the same figure shows', async () => {
    const before = await raw.writtenUnits();
    await owner.quote(300_000, 3);
    expect(await raw.writtenUnits()).toBeGreaterThan(before);
  });

  it('above what is owed is not debited', async () => {
    const before = await owner.loan(loanId);
    const body = {
      kind: 'amount',
      amountFen: 10_000_000_000,
      bankCardId: owner.bankCardId,
    } as const;
    const refused = await owner.client.createRepayment({ params: { loanId }, body });
    expect(refused).toMatchObject({ status: 422, body: { code: 'amount_exceeds_payoff' } });
    expect(await owner.loan(loanId)).toEqual(before);
  });
});

describe('a picture', () => {
  const noPictures: readonly (readonly [string, Uint8Array, string])[] = [
    ['text', Buffer.from('no picture'.repeat(100)), 'picture_unreadable'],
    ['a header without a picture', jpegHeader({ width: 800, height: 500 }), 'picture_unreadable'],
    ['a bomb of 900 megapixels', pngOf(30_000, 30_000), 'picture_too_large'],
    ['all black', pngOf(800, 500), 'picture_too_dark'],
  ];

  it.each(noPictures)('that is %s is refused when it is read', async (_, picture, code) => {
    const newcomer = await aNewcomer(world);
    const { front, back, uploadId } = accepted(
      await newcomer.client.createCardUpload({ body: {} }),
    );
    for (const side of [front, back]) expect((await postPicture(side, picture)).ok).toBe(true);
    const refused = await newcomer.client.readCard({ body: { uploadId } });
    expect(refused).toMatchObject({ status: 422, body: { code } });
    expect(await identityOf(newcomer)).toBe('none');
  });

  it('of 20 MB is refused by the bucket, and nothing is there to read', async () => {
    const newcomer = await aNewcomer(world);
    const { front, uploadId } = accepted(await newcomer.client.createCardUpload({ body: {} }));
    const answer = await postPicture(front, Buffer.alloc(20_000_000, 0xff));
    expect([answer.status, await answer.text()]).toEqual([
      400,
      expect.stringContaining('EntityTooLarge'),
    ]);
    const refused = await newcomer.client.readCard({ body: { uploadId } });
    expect(refused).toMatchObject({ status: 422, body: { code: 'picture_missing' } });
  });
});

describe('an ID number with a wrong check digit', () => {
  it('is refused when it is typed', async () => {
    const newcomer = await aNewcomer(world);
    const { read } = await newcomer.haveCardRead(await newcomer.uploadCard());
    const { name, idNumber } = newcomer.person;
    const body = { readingId: read.readingId, idNumber: withWrongCheckDigit(idNumber), name };
    const refused = await newcomer.client.confirmCard({ body });
    expect(refused).toMatchObject({ status: 422, body: { code: 'id_number_invalid' } });
    expect(await identityOf(newcomer)).toBe('none');
  });

  it('is refused when it is printed on the card', async () => {
    const person = aPerson();
    const idNumber = withWrongCheckDigit(person.idNumber);
    const newcomer = await aNewcomer(world, { ...person, idNumber });
    const uploadId = await newcomer.uploadCard();
    const refused = await newcomer.client.readCard({ body: { uploadId } });
    expect(refused).toMatchObject({ status: 422, body: { code: 'id_number_invalid' } });
  });
});

describe('a sign-in code', () => {
  const deviceId = 'somebody-s-device';

  it('serves once', async () => {
    const { challengeId, code } = await aCode(world);
    const body = { challengeId, code, deviceId };
    accepted(await world.client().signIn({ body }));
    const replayed = await world.client().signIn({ body });
    expect(replayed).toMatchObject({ status: 422, body: { code: 'code_expired' } });
  });

  it('is worth nothing after its five minutes', async () => {
    const { challengeId, code } = await aCode(world);
    await world.waitSeconds(301);
    const late = await world.client().signIn({ body: { challengeId, code, deviceId } });
    expect(late).toMatchObject({ status: 422, body: { code: 'code_expired' } });
  });

  it('can be guessed five times, then not even typed rightly', async () => {
    const { challengeId, code } = await aCode(world);
    const wrong = code === '000000' ? '000001' : '000000';
    const refusals: string[] = [];
    for (const typed of [wrong, wrong, wrong, wrong, wrong, code]) {
      const answer = await world.client().signIn({ body: { challengeId, code: typed, deviceId } });
      refusals.push(answer.problem ? answer.body.code : 'signed in');
    }
    expect(refusals).toEqual([...Array(5).fill('code_wrong'), 'code_attempts_exhausted']);
  });
});

describe('a liveness session', () => {
  it('serves once, whatever came of it', async () => {
    await other.signIn();
    const newcomer = await aConfirmedNewcomer(world);
    const anotherFace = 3;
    const { livenessId, complete, show } = await aSessionOf(newcomer);
    expect(await complete()).toMatchObject({ body: { code: 'liveness_not_finished' } });
    // A living head: it is the comparison that refuses it.
    expect(await show(anotherFace)).toBe('SUCCEEDED');
    expect(await complete()).toMatchObject({ status: 422, body: { code: 'face_not_verified' } });
    expect(await complete()).toMatchObject({
      status: 409,
      body: { code: 'liveness_session_used' },
    });
    const theirs = await other.client.completeLivenessSession({ params: { livenessId }, body: {} });
    expect(theirs).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await identityOf(newcomer)).toBe('cardConfirmed');

    expect(await newcomer.showFace()).toMatchObject({ status: 200 });
    expect(await complete()).toMatchObject({
      status: 409,
      body: { code: 'liveness_session_used' },
    });
  });

  it('is too old after its three minutes', async () => {
    const newcomer = await aConfirmedNewcomer(world);
    const { complete } = await aSessionOf(newcomer);
    await world.waitSeconds(181);
    expect(await complete()).toMatchObject({ body: { code: 'liveness_session_expired' } });
    expect(await identityOf(newcomer)).toBe('cardConfirmed');
  });
});

describe('somebody else’s order', () => {
  const missingOrder = `ord_${'a'.repeat(26)}`;
  const missingLoan = `loan_${'a'.repeat(26)}`;

  it('is answered like one that never was, on every route that names one', async () => {
    await other.signIn();
    // Where a fresh second factor is asked for, it is not what refuses.
    await other.proveGesture();
    const before = [await owner.order(orderId), await owner.loan(loanId)];
    const written = await raw.writtenUnits();
    const named = routes
      .filter(({ path }) => /\{(orderId|loanId)\}/.test(path))
      .filter(isBorrowers);
    expect(named.length).toBeGreaterThan(5);
    for (const route of named) {
      const ask = (ids: Ids) =>
        raw.send(route.method, pathOf(route, ids), fittingBody(route), other.accessToken);
      const theirs = await ask({ orderId, loanId });
      const none = await ask({ orderId: missingOrder, loanId: missingLoan });
      expect(theirs).toEqual(none);
      expect(theirs).toMatchObject({ status: 404, code: 'not_found' });
    }
    expect(await raw.writtenUnits()).toBe(written);
    expect([await owner.order(orderId), await owner.loan(loanId)]).toEqual(before);
  });

  it('cannot be made of somebody else’s quote or bank card', async () => {
    const { quoteId } = await owner.quote(300_000, 3);
    const own = await other.quote(300_000, 3);
    for (const [quote, bankCardId] of [
      [quoteId, other.bankCardId],
      [own.quoteId, owner.bankCardId],
    ] as const) {
      const body = { quoteId: quote, bankCardId, purpose: 'travel' } as const;
      const refused = await other.client.submitOrder({ body });
      expect(refused).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
    expect(accepted(await other.client.listOrders()).orders).toEqual([]);
  });
});

/** A channel's words are its own; what a path names is refused before its body is judged. */
const takesUnfitBodies = (route: RouteDefinition): boolean =>
  route.body !== undefined && !route.params && (route.access === 'public' || isBorrowers(route));

const isBorrowers = ({ access }: RouteDefinition): boolean =>
  typeof access !== 'string' && access.includes('borrower');
