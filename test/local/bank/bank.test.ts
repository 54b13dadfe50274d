/** The sandbox bank does as it is told: it fails, delays, repeats, loses and contradicts. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SandboxBankChannel } from '../../../lambdas/adapters/sandbox-bank-channel';
import { signedHeaders } from '../../../lambdas/adapters/sandbox-bank-signature';
import { type SandboxBank, startSandboxBank } from '../../../local/bank/bank';
import type { Behaviour } from '../../../local/bank/behaviour';
import { retryAfterSeconds } from '../../../local/bank/ledger';
import { MovableClock } from '../../../local/clock';
import { type CallbackReceiver, startCallbackReceiver } from '../../support/callback-receiver';

const signingKey = 'a key only this test knows';
const start = Date.parse('2026-11-02T04:00:00Z');
const payment = { instructionId: 'ins_1', direction: 'disbursement' } as const;
const holder = {
  name: '孙小满',
  idNumber: '11010519491231002X',
  cardNumber: '6222020200001111119',
  phone: '13800000001',
};

describe('sandbox bank', () => {
  let clock: MovableClock;
  let receiver: CallbackReceiver;
  let bank: SandboxBank;
  let channel: SandboxBankChannel;

  const open = async (dataDirectory?: string) => {
    bank = await startSandboxBank({
      clock,
      signingKey,
      decideAfterMillis: 60_000,
      ...(dataDirectory && { dataDirectory }),
    });
    bank.registerCallbackUrl(receiver.url);
    channel = new SandboxBankChannel({
      url: bank.url,
      signingKey: async () => signingKey,
      now: () => clock.now(),
    });
  };

  beforeEach(async () => {
    // Frozen: nothing happens unless the clock is moved.
    clock = new MovableClock(
      start,
      () => bank.settled(),
      () => start,
    );
    receiver = await startCallbackReceiver();
    await open();
  });
  afterEach(async () => {
    clock.stop();
    await bank.close();
    await receiver.close();
  });

  const moveOn = (seconds: number) => clock.moveTo(clock.now() + seconds * 1000);
  const pay = async (behaviour: Behaviour | undefined, cardNumber = holder.cardNumber) => {
    if (behaviour) bank.order({ behaviour, count: 1 });
    const card = await channel.verifyCard({ ...holder, cardNumber });
    if (card.outcome !== 'matched') throw new Error('the card should match');
    const { accountToken } = card;
    return channel.disburse({ instructionId: 'ins_1', accountToken, amountFen: 700 });
  };
  const told = () => receiver.received.map(({ rawBody }) => JSON.parse(rawBody));

  it('fails with the ordered code', async () => {
    await pay({ mode: 'fail', failureCode: 'accountClosed' });
    await moveOn(60);

    expect(told()).toMatchObject([{ status: 'failed', failureCode: 'accountClosed' }]);
  });

  it('delays by the ordered time, not a second less', async () => {
    await pay({ mode: 'delay', seconds: 3 * 86_400 });

    await moveOn(3 * 86_400 - 1);
    expect(told()).toEqual([]);
    await moveOn(1);
    expect(told()).toMatchObject([{ status: 'succeeded', occurredAt: '2026-11-05T04:00:00.000Z' }]);
  });

  it('repeats one and the same event', async () => {
    await pay({ mode: 'repeat', times: 4 });
    await moveOn(60);

    expect(told()).toHaveLength(4);
    expect(new Set(told().map(({ eventId }) => eventId)).size).toBe(1);
  });

  it('loses the callback, but a query and the statement tell', async () => {
    await pay({ mode: 'lose' });
    await moveOn(2 * 86_400);

    expect(told()).toEqual([]);
    expect(await channel.query(payment)).toMatchObject({ instruction: { status: 'succeeded' } });
    expect(await channel.statement('2026-11-02')).toMatchObject({
      entries: [{ instructionId: 'ins_1', direction: 'disbursement', amountFen: 700 }],
    });
  });

  it('loses the callback of a failure too: a query tells, and nothing is on the statement', async () => {
    await pay({ mode: 'lose', failureCode: 'accountRestricted' });
    await moveOn(2 * 86_400);

    expect(told()).toEqual([]);
    expect(await channel.query(payment)).toMatchObject({
      instruction: { status: 'failed', failureCode: 'accountRestricted' },
    });
    expect(await channel.statement('2026-11-02')).toMatchObject({ entries: [] });
  });

  it('misprints its statement by one fen, and tells the truth otherwise', async () => {
    await pay({ mode: 'misprint' });
    await moveOn(2 * 86_400);

    expect(told()).toMatchObject([{ status: 'succeeded', amountFen: 700 }]);
    expect(await channel.query(payment)).toMatchObject({ amountFen: 700 });
    expect(await channel.statement('2026-11-02')).toMatchObject({ entries: [{ amountFen: 701 }] });
  });

  it('contradicts its statement: told as failed, the money moved', async () => {
    await pay({ mode: 'contradict' });
    await moveOn(2 * 86_400);

    expect(told()).toMatchObject([{ status: 'failed' }]);
    expect(await channel.query(payment)).toMatchObject({ instruction: { status: 'succeeded' } });
    expect(await channel.statement('2026-11-02')).toMatchObject({ entries: [{ amountFen: 700 }] });
  });

  it('takes nothing while unavailable', async () => {
    expect(await pay({ mode: 'unavailable' })).toEqual({
      outcome: 'unknown',
      reason: 'unavailable',
    });
    expect(await channel.query(payment)).toEqual({ outcome: 'notFound' });
  });

  it('can be told by the card alone', async () => {
    await pay(undefined, '6222020200001239001');
    await moveOn(60);

    expect(told()).toMatchObject([{ status: 'failed', failureCode: 'insufficientFunds' }]);
  });

  it('knows a card that is nobody’s', async () => {
    const card = { ...holder, cardNumber: '6222020200001239020' };

    expect(await channel.verifyCard(card)).toEqual({ outcome: 'notMatched' });
  });

  it('uses an order up, and only for its direction', async () => {
    bank.order({ behaviour: { mode: 'lose' }, count: 2, direction: 'collection' });
    await pay(undefined);
    expect(bank.overview().orders).toMatchObject([{ count: 2 }]);

    const { accountToken } = bank.overview().instructions[0]!;
    for (const instructionId of ['ins_2', 'ins_3', 'ins_4']) {
      await channel.collect({ instructionId, accountToken, amountFen: 1 });
    }
    await moveOn(60);

    expect(bank.overview().orders).toEqual([]);
    expect(told().map(({ instructionId }) => instructionId)).toEqual(['ins_1', 'ins_4']);
  });

  it('sends a refused callback again, later and later, and gives up in the end', async () => {
    receiver.statuses.push(...Array(20).fill(503));
    await pay(undefined);
    await moveOn(60);
    expect(told()).toHaveLength(1);

    for (const [index, seconds] of retryAfterSeconds.entries()) {
      await moveOn(seconds - 1);
      expect(told()).toHaveLength(index + 1);
      await moveOn(1);
      expect(told()).toHaveLength(index + 2);
    }
    await moveOn(30 * 86_400);

    expect(told()).toHaveLength(retryAfterSeconds.length + 1);
    expect(new Set(told().map(({ eventId }) => eventId)).size).toBe(1);
  });

  it('stops sending once a callback is received', async () => {
    receiver.statuses.push(500, 200);
    await pay(undefined);
    await moveOn(7 * 86_400);

    expect(told()).toHaveLength(2);
  });

  describe('at the door', () => {
    const path = '/v1/instructions/ins_1';
    const knock = async (headers: Record<string, string>, body?: string) => {
      const init = body === undefined ? { headers } : { method: 'POST', headers, body };
      const response = await fetch(`${bank.url}${path}`, init);
      return { status: response.status, body: await response.json() };
    };
    const sign = (changes: { nonce?: string; key?: string; at?: number; purpose?: string }) =>
      signedHeaders(changes.key ?? signingKey, {
        nonce: changes.nonce ?? 'nonce-0001',
        purpose: changes.purpose ?? `GET ${path}`,
        body: '',
        nowEpochMillis: changes.at ?? start,
      });

    it('refuses a signature under another key, for another path, or none at all', async () => {
      const refused = { status: 401, body: { code: 'signatureInvalid' } };

      expect(await knock(sign({ key: 'another key' }))).toEqual(refused);
      expect(await knock(sign({ purpose: 'GET /v1/instructions/ins_2' }))).toEqual(refused);
      expect(await knock(sign({ purpose: 'callback' }))).toEqual(refused);
      expect(await knock({})).toEqual(refused);
    });

    it('refuses a signature of more than five minutes ago or ahead', async () => {
      const refused = { status: 401, body: { code: 'timestampOutOfWindow' } };

      expect(await knock(sign({ at: start - 301_000 }))).toEqual(refused);
      expect(await knock(sign({ at: start + 301_000 }))).toEqual(refused);
      expect((await knock(sign({ at: start - 299_000 }))).status).toBe(404);
    });

    it('lets a nonce in once', async () => {
      expect((await knock(sign({}))).body).toEqual({ code: 'instructionUnknown' });
      expect(await knock(sign({}))).toEqual({ status: 401, body: { code: 'nonceUsed' } });
      expect((await knock(sign({ nonce: 'nonce-0002' }))).status).toBe(404);
    });

    it('refuses a body beyond its limit', async () => {
      expect((await knock(sign({}), 'x'.repeat(2_000_000))).status).toBe(413);
    });
  });

  describe('with a folder', () => {
    let folder: string;
    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'sunlend-bank-'));
      await bank.close();
      await open(folder);
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    it('keeps its promises after a restart', async () => {
      await pay({ mode: 'repeat', times: 2 });
      await bank.close();
      await open(folder);

      expect(await pay(undefined)).toMatchObject({ outcome: 'accepted' });
      await moveOn(60);
      expect(new Set(told().map(({ eventId }) => eventId)).size).toBe(1);
      expect(await channel.query(payment)).toMatchObject({ instruction: { status: 'succeeded' } });
    });

    it('writes down no name and no number', async () => {
      await pay(undefined);
      await moveOn(60);
      const written = readFileSync(join(folder, 'bank.jsonl'), 'utf8');

      expect(written).toContain('ins_1');
      for (const secret of Object.values(holder)) expect(written).not.toContain(secret);
    });
  });
});
