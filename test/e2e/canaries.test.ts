/**
 * Canaries: people whose data is unlike anybody's go every way, and are found nowhere in the
 * open.
 */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type Needle, PlaintextSearch } from '../../local/cloud/plaintext-forms';
import { accepted } from '../../local/life/answers';
import { staffMember } from '../../local/life/staff-member';
import { type World, worldAt } from '../../local/life/world';
import { type InventedPerson, inventPerson } from '../../local/pictures/people';
import { aLoanOf, aNewcomer, aVerifiedBorrower } from '../support/lived-borrowers';
import { type RunningLaptop, startRunningLaptop } from '../support/running-laptop';

let laptop: RunningLaptop;
let world: World;
/** Every refusal's body, as it went over the wire. */
const refusals: string[] = [];

beforeAll(async () => {
  laptop = await startRunningLaptop();
  world = worldAt(laptop.url);
  const { fetch } = globalThis;
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (...asked) => {
    const answer = await fetch(...asked);
    if (answer.status >= 400) refusals.push(await answer.clone().text());
    return answer;
  });
}, 600_000);

afterAll(async () => {
  jest.restoreAllMocks();
  await laptop?.stop();
});

jest.setTimeout(600_000);

const lender = inventPerson(88_001, { name: '萧雨欣' });
const impostor = inventPerson(88_002, { name: '郑浩然' });
const stray = inventPerson(88_003, { name: '梁思远' });
const canaries = [lender, impostor, stray];

describe('a canary', () => {
  it('who lives a whole loan leaves no plaintext anywhere', async () => {
    const borrower = await aVerifiedBorrower(world, lender);
    const { loanId } = await aLoanOf(borrower);
    accepted(await borrower.client.getProfile());
    await borrower.repay(loanId);
    await borrower.proveGesture();
    const copy = accepted(await borrower.client.exportData());
    expect(JSON.stringify(copy)).toContain(lender.idNumber);
    expect(JSON.stringify(copy)).not.toContain(lender.bankCardNumber);
    expect(copy.auditTrail[0]).toMatchObject({ action: 'open', purpose: 'exportToOwner' });
    accepted(await borrower.client.withdrawConsent({ params: { purpose: 'faceRecognition' } }));
    await expectNoTrace();
    await expectToBeFound(borrower.customerId);
  });

  it('who is refused on every way leaves no plaintext anywhere, errors included', async () => {
    const borrower = await aNewcomer(world, impostor);
    const { read } = await borrower.haveCardRead(await borrower.uploadCard());
    const { readingId } = read;
    const { idNumber, name, bankCardNumber: cardNumber, phoneNumber: phone } = impostor;
    const wrong = await borrower.client.confirmCard({
      body: { readingId, idNumber: lender.idNumber, name },
    });
    expect(wrong.status).toBe(422);
    await borrower.client.confirmCard({ body: { readingId, idNumber, name: lender.name } });
    await borrower.client.bindBankCard({ body: { cardNumber, phone } });
    await borrower.confirmCard(readingId);
    expect(await borrower.showFace(5)).toMatchObject({ problem: true });
    const { bankCardId } = await borrower.bindCard();
    const asked = await borrower.client.requestIdentityReview({ body: { bankCardId } });
    expect(await declined(accepted(asked))).toContain(idNumber);
    await expectNoTrace();
  });

  it('whose data is sent where it does not belong is not repeated and not written down', async () => {
    const borrower = await aNewcomer(world, stray);
    const before = refusals.length;
    for (const text of Object.values(needlesOf(stray)).map((needle) => needle.text)) {
      for (const send of strays(text)) await send(borrower.accessToken);
    }
    expect(refusals.length - before).toBeGreaterThan(20);
    await expectNoTrace();
  });
});

describe('who asks to be forgotten', () => {
  it('is told why not while a loan stands, and what the law keeps and until when', async () => {
    const borrower = await aVerifiedBorrower(world, inventPerson(88_004));
    const { loanId } = await aLoanOf(borrower);
    const ask = async (whenRetentionEnds: boolean) => {
      await borrower.proveGesture();
      return borrower.client.requestDeletion({ body: { whenRetentionEnds } });
    };
    const reasons = ['orderOpen', 'loanOutstanding'];
    const body = { code: 'deletion_refused', figures: { reasons } };
    expect(await ask(true)).toMatchObject({ status: 409, body });
    await borrower.repay(loanId);
    const { orders } = accepted(await borrower.client.listOrders());
    await borrower.waitFor(orders[0]!.orderId, 'settled');
    expect(await ask(false)).toMatchObject({
      status: 409,
      body: { figures: { reasons: ['retentionDuty'] } },
    });
    expect(await ask(true)).toMatchObject({ status: 202, body: { status: 'scheduled' } });
  });

  it('and never borrowed is shredded after fifteen days, and may begin again', async () => {
    const person = inventPerson(88_005);
    const borrower = await aNewcomer(world, person);
    await borrower.proveGesture();
    accepted(await borrower.client.requestDeletion({ body: {} }));
    const { shredsOn } = accepted(await borrower.client.getDeletionRequest());
    await world.moveTo(dayAfter(shredsOn));
    expect(await command('bin/audit.ts', '--verify')).toMatch(/untouched/);
    const again = await aNewcomer(world, person);
    expect(again.customerId).not.toBe(borrower.customerId);
    const profile = accepted(await again.client.getProfile());
    expect(profile).toMatchObject({ identity: 'none', bankCards: [] });
    await expectNoTrace();
  });
});

describe('the operator', () => {
  it('renews every key while customers are served, and finds the audit trail untouched', async () => {
    const borrower = await aNewcomer(world);
    let isRotating = true;
    const served = (async () => {
      let times = 0;
      for (; isRotating; times += 1) accepted(await borrower.client.getProfile());
      return times;
    })();
    const rotated = await command('bin/keys.ts', '--rotate', '--data-keys');
    isRotating = false;
    expect(await served).toBeGreaterThan(1);
    expect(rotated).toMatch(/100 % are under the newest branch key/);
    expect(rotated).toMatch(/branch key 2 .* wraps/);
    accepted(await borrower.client.getProfile());
    expect(await command('bin/audit.ts', '--verify')).toMatch(/entries in \d+ chains: untouched/);
    await expectNoTrace();
  });
});

/** A reviewer looks at the card and says no; answers all that the reviewer was shown. */
async function declined({ identityReviewId }: { identityReviewId: string }): Promise<string> {
  const { client } = await staffMember(world, 'reviewer');
  const params = { identityReviewId };
  const shown = accepted(await client.openIdentityReview({ params, body: {} }));
  const body = { decision: 'decline', reason: 'fraudSuspected' } as const;
  accepted(await client.decideIdentityReview({ params, body }));
  return JSON.stringify(shown);
}

/** As an operator's shell runs it, against this laptop. */
async function command(file: string, ...words: string[]): Promise<string> {
  const entry = ['--import', 'tsx', file, ...words, '--laptop', laptop.url];
  const { stdout } = await promisify(execFile)(process.execPath, entry);
  return stdout;
}

/** Ways a careless client puts personal data where nobody asked for it. */
function strays(text: string): ((token: string) => Promise<unknown>)[] {
  const json = { 'content-type': 'application/json' };
  const post =
    (path: string, body: string, headers: Record<string, string> = json) =>
    (token: string) =>
      fetch(new URL(path, world.apiUrl), {
        method: 'POST',
        headers: { ...headers, authorization: `Bearer ${token}` },
        body,
      });
  const quoted = JSON.stringify(text);
  return [
    post('/sign-in/codes', `{"phone":${quoted},"nickname":${quoted}}`),
    post('/sign-in/codes', `{"phone":${quoted}`),
    post('/sign-in/codes', text, { 'content-type': 'text/plain' }),
    post('/sign-in/sessions', `{"challengeId":${quoted},"code":${quoted},"deviceId":${quoted}}`),
    post('/consents', `{"purpose":${quoted},"version":${quoted},"textHash":${quoted}}`),
    post(
      '/identity/card-confirmations',
      `{"readingId":"rdg_x","idNumber":${quoted},"name":${quoted}}`,
    ),
    post('/bank-cards', `{"cardNumber":${quoted},"phone":${quoted}}`),
    post('/bank-cards', `{"cardNumber":[${quoted}],"phone":{"is":${quoted}}}`),
    post('/quotes', `{"productId":${quoted},"amountFen":100000,"termMonths":3}`),
    post('/orders', `{"quoteId":${quoted},"bankCardId":${quoted},"purpose":${quoted}}`),
    post('/channels/sandbox/callbacks', `{"event":${quoted}}`),
  ];
}

const needlesOf = (person: InventedPerson): Needle[] => [
  { label: `name of ${person.sex}`, text: person.name },
  { label: 'ID number', text: person.idNumber },
  { label: 'card number', text: person.bankCardNumber },
  { label: 'phone number', text: person.phoneNumber },
  { label: 'address', text: person.address },
  { label: 'date of birth', text: person.birthDate },
];

/** Tables, streams, logs, metrics, histories, buckets, dead letters, meters and refusals. */
async function expectNoTrace(): Promise<void> {
  const needles = canaries.flatMap(needlesOf);
  const found = await control('/_local/search', { needles });
  expect(found).toEqual({ hits: [] });
  const search = new PlaintextSearch(needles);
  for (const path of ['/_local/meter', '/_local/dead-letters', '/_local/schedules']) {
    expect(search.in(JSON.stringify(await control(path)))).toEqual([]);
  }
  expect(refusals.flatMap((body) => search.in(body))).toEqual([]);
}

/** The search does look where things are kept: an id, which may be there, is found there. */
async function expectToBeFound(customerId: string): Promise<void> {
  const needles = [{ label: 'customer', text: customerId }];
  const { hits } = (await control('/_local/search', { needles })) as { hits: { place: string }[] };
  const kinds = new Set(hits.map(({ place }) => place.split(' ')[0]));
  expect([...kinds]).toEqual(expect.arrayContaining(['item', 'record']));
}

const dayAfter = (date: string): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

async function control(path: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(new URL(path, laptop.url), {
    ...(body !== undefined && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  return answer.json();
}
