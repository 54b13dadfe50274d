/** The sandbox bank's adapter against a bank that misbehaves on the wire. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SandboxBankChannel } from '../../lambdas/adapters/sandbox-bank-channel';
import { signedHeaders } from '../../lambdas/adapters/sandbox-bank-signature';

const signingKey = 'a key only this test knows';
const now = Date.parse('2026-11-02T04:00:00Z');
const instruction = { instructionId: 'ins_1', accountToken: 'acct_1', amountFen: 700 };

describe('sandbox bank channel', () => {
  let server: Server | undefined;
  afterEach(
    () =>
      new Promise<void>((resolve) => {
        if (!server) return resolve();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );

  const channelTo = async (
    listener: RequestListener,
    timeoutMillis = 40,
  ): Promise<SandboxBankChannel> => {
    server = createServer(listener);
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return new SandboxBankChannel({
      url: `http://127.0.0.1:${port}`,
      signingKey: async () => signingKey,
      now: () => now,
      timeoutMillis,
    });
  };
  const answering = (status: number, body: string) =>
    channelTo((_, response) => response.writeHead(status).end(body), 30_000);

  it('does not know the outcome when the bank does not answer in time', async () => {
    const channel = await channelTo(() => {});

    expect(await channel.disburse(instruction)).toEqual({ outcome: 'unknown', reason: 'timeout' });
  });

  it('does not know the outcome when only half an answer arrives', async () => {
    const channel = await channelTo((_, response) => {
      response.writeHead(202, { 'content-length': '100' }).write('{"instr');
    });

    expect(await channel.disburse(instruction)).toEqual({ outcome: 'unknown', reason: 'timeout' });
  });

  it.each([
    [401, 'unauthorised'],
    [403, 'unauthorised'],
    [429, 'unavailable'],
    [500, 'unavailable'],
    [503, 'unavailable'],
    [404, 'unintelligible'],
    [200, 'unintelligible'],
  ])('takes a bare %i as unknown: %s', async (status, reason) => {
    const channel = await answering(status, '{}');

    expect(await channel.disburse(instruction)).toEqual({ outcome: 'unknown', reason });
    expect(await channel.query({ instructionId: 'ins_1', direction: 'disbursement' })).toEqual({
      outcome: 'unknown',
      reason,
    });
    expect(await channel.verifyCard(holder)).toEqual({ outcome: 'unknown', reason });
    expect(await channel.statement('2026-11-01')).toEqual({ outcome: 'unknown', reason });
  });

  it.each([
    'no JSON',
    '{"instructionId":"ins_2","amountFen":700,"status":"pending"}',
    '{"instructionId":"ins_1","amountFen":701,"status":"pending"}',
    '{"instructionId":"ins_1","amountFen":700,"status":"perhaps"}',
    '{"instructionId":"ins_1","amountFen":700,"status":"succeeded"}',
  ])('does not take %p as an answer to its instruction', async (body) => {
    const channel = await answering(202, body);

    expect(await channel.disburse(instruction)).toEqual({
      outcome: 'unknown',
      reason: 'unintelligible',
    });
  });

  it('takes a failure code it has never heard of as declined', async () => {
    const answer = { ...instruction, status: 'failed', failureCode: 'E-4711', occurredAt };
    const channel = await answering(200, JSON.stringify(answer));

    expect(
      await channel.query({ instructionId: 'ins_1', direction: 'disbursement' }),
    ).toMatchObject({
      instruction: { status: 'failed', failureCode: 'declined' },
    });
  });

  it('follows no redirect', async () => {
    const channel = await channelTo((_, response) => {
      response.writeHead(307, { location: '/elsewhere' }).end();
    });

    expect(await channel.verifyCard(holder)).toEqual({
      outcome: 'unknown',
      reason: 'unreachable',
    });
  });

  it.each([
    { status: 'pending' },
    { status: 'succeeded', amountFen: -700 },
    { status: 'succeeded', eventId: undefined },
    { status: 'succeeded', occurredAt: 'yesterday' },
  ])('refuses a well-signed callback that makes no sense: %p', async (change) => {
    const channel = await answering(200, '{}');
    const body = JSON.stringify({ eventId: 'evt_1', ...instruction, occurredAt, ...change });
    const headers = signedHeaders(signingKey, {
      nonce: 'nonce-0001',
      purpose: 'callback',
      body,
      nowEpochMillis: now,
    });

    expect(await channel.parseCallback(body, headers, now)).toEqual({
      ok: false,
      error: 'malformed',
    });
  });
});

const occurredAt = '2026-11-02T04:00:00.000Z';
const holder = {
  name: '孙小满',
  idNumber: '11010519491231002X',
  cardNumber: '6222020200001111119',
  phone: '13800000001',
};
