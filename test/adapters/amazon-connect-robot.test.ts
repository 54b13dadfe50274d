/**
 * The voice robot on Amazon Connect, against its counterpart on the laptop.
 * @jest-environment ./test/support/node-errors-environment.ts
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConnectClient } from '@aws-sdk/client-connect';
import { AmazonConnectRobot } from '../../lambdas/adapters/amazon-connect-robot';
import { answerRest, restOperations } from '../../local/cloud/rest-endpoint';
import { AwsError } from '../../local/cloud/service';
import { Connect } from '../../local/voice/connect';
import { Debtors, type ToldAnswer } from '../../local/voice/debtors';

let now = Date.UTC(2026, 10, 23, 2);
let debtors: Debtors;
let connect: Connect;
let server: Server;
let robot: AmazonConnectRobot;
let failing: string[];

beforeEach(async () => {
  debtors = new Debtors();
  connect = new Connect({ debtors, now: () => now });
  failing = [];
  server = createServer((request, response) => {
    void answerRest(request, response, restOperations.connect!, async (action, input) => {
      const code = failing.shift();
      if (code)
        throw new AwsError(code, 'told to', code === 'InternalServiceException' ? 500 : 400);
      return connect.call({ action, input: { ...input }, principal: { roleId: 'test' } });
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const client = new ConnectClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKIALOCAL', secretAccessKey: 'secret' },
    maxAttempts: 1,
  });
  robot = new AmazonConnectRobot(client, {
    instanceId: 'instance-1',
    contactFlowId: 'flow-1',
    sourcePhoneNumber: '+861000000000',
  });
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
});

describe('the voice robot on Amazon Connect', () => {
  it.each<[ToldAnswer['answer'], object]>([
    ['unanswered', { status: 'unanswered' }],
    ['voicemail', { status: 'unanswered' }],
    ['answered', { status: 'answered' }],
    ['promise', { status: 'answered', promise: { amountFen: 123_400, on: '2026-11-26' } }],
  ])('tells of a call that ends with %s, once it has ended', async (answer, outcome) => {
    debtors.tell({ answer });
    const callId = await placed('con_1');
    expect(await robot.outcomeOf(callId)).toEqual({ status: 'pending' });
    now += 60_000;
    expect(await robot.outcomeOf(callId)).toEqual(outcome);
  });

  it('calls once for a contact, however often it is asked', async () => {
    expect(await placed('con_1')).toBe(await placed('con_1'));
    await placed('con_2');
    expect(connect.placed().map(({ phone }) => phone)).toEqual([
      '+8613900000001',
      '+8613900000001',
    ]);
  });

  it.each([
    'ThrottlingException',
    'LimitExceededException',
    'DestinationNotAllowedException',
    'InternalServiceException',
  ])('calls it not placed after %s', async (code) => {
    failing = [code];
    expect(await robot.call(phone, 'con_1', script)).toEqual({ ok: false, error: 'notPlaced' });
    expect(connect.placed()).toEqual([]);
  });

  it('does not hide that it was not allowed to, and quotes no number', async () => {
    failing = ['AccessDeniedException'];
    const error = await robot.call(phone, 'con_1', script).then(
      () => new Error('it was placed'),
      (thrown: Error) => thrown,
    );
    expect(`${error.name}${error.message}${error.stack}`).toContain('AccessDenied');
    expect(`${error.message}${error.stack}`).not.toContain(phone);
  });
});

const phone = '13900000001';
const script = { script: 'overdue', language: 'zh', overdueFen: 123_400, daysPastDue: 5 } as const;

async function placed(contactId: string): Promise<string> {
  const called = await robot.call(phone, contactId, script);
  if (!called.ok) throw new Error('it was not placed');
  return called.value.callId;
}
