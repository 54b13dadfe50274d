import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { DecryptCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { type Cloud, type CloudOptions, startCloud } from '../../../local/cloud/cloud';
import { deployedNames } from '../../../local/cloud/deployed-names';
import { searchPlaintext } from '../../../local/cloud/search';
import { StartError } from '../../../local/cloud/start-error';
import { clientOf } from '../support/clients';
import { type SmallStage, synthesizeSmallStage } from '../support/small-stage';

let stage: SmallStage;
let cloud: Cloud;
const others = new Set<Cloud>();

beforeAll(() => {
  stage = synthesizeSmallStage();
});
afterAll(() => stage.remove());
beforeEach(async () => {
  cloud = await startCloud({ ...stage, stage: 'dev' });
});
afterEach(async () => {
  await Promise.all([cloud, ...others].map((one) => one.close()));
  others.clear();
});

describe('permission', () => {
  it("lets a function do what its role's policy says", async () => {
    expect(await invoke('store', { id: 'a' })).toEqual({ ok: true, payload: { stored: 'a' } });

    const dynamodb = clientOf(DynamoDBClient, cloud);
    const { Item } = await dynamodb.send(
      new GetItemCommand({ TableName: table(), Key: { pk: { S: 'a' } } }),
    );
    expect(Item?.pk).toEqual({ S: 'a' });
  });

  it('refuses everything else, naming principal, action and resource', async () => {
    const result = await invoke('scan', {});

    expect(result).toMatchObject({ ok: true, payload: { name: 'AccessDeniedException' } });
    expect(JSON.stringify(result)).toContain(
      `is not authorized to perform: dynamodb:Scan on resource: ${cloud.deployment.tables[0]?.arn}`,
    );
    expect(cloud.authorizer.denials()).toEqual([expect.stringContaining('dynamodb:Scan')]);
  });

  it('judges each part of a transaction, and an index apart from its table', async () => {
    const dynamodb = clientOf(DynamoDBClient, cloud, roleOf('store'));
    const put = { Put: { TableName: table(), Item: { pk: { S: 'b' } } } };
    const check = {
      ConditionCheck: {
        TableName: table(),
        Key: { pk: { S: 'c' } },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    };
    const write = (...TransactItems: (typeof put | typeof check)[]) =>
      dynamodb.send(new TransactWriteItemsCommand({ TransactItems }));

    await expect(write(put)).resolves.toBeDefined();
    await expect(write(put, check)).rejects.toThrow(/dynamodb:ConditionCheckItem on resource/);
    const query = new QueryCommand({
      TableName: table(),
      IndexName: 'index1',
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'a' } },
    });
    await expect(dynamodb.send(query)).rejects.toThrow(/dynamodb:Query on resource: .*index1/);
  });

  it("opens a table's key through DynamoDB only, as the key's own policy says", async () => {
    const kms = clientOf(KMSClient, cloud);
    const KeyId = cloud.deployment.tables[0]?.keyArn;
    const { CiphertextBlob } = await kms.send(
      new EncryptCommand({ KeyId, Plaintext: new Uint8Array([1]) }),
    );

    await expect(
      clientOf(KMSClient, cloud, roleOf('store')).send(new DecryptCommand({ CiphertextBlob })),
    ).rejects.toThrow(/kms:Decrypt on resource/);
    expect(await invoke('store', { id: 'd' })).toMatchObject({ ok: true });
  });

  it('fails a workflow that lacks the grant to call its function', async () => {
    const workflow = clientOf(SFNClient, cloud);
    const { executionArn } = await workflow.send(
      new StartExecutionCommand({
        stateMachineArn: cloud.deployment.stateMachines[0]?.arn,
        input: '{"id":"e"}',
      }),
    );
    await cloud.settled();

    const execution = await workflow.send(new DescribeExecutionCommand({ executionArn }));
    expect(execution).toMatchObject({
      status: 'FAILED',
      error: 'Lambda.AccessDeniedException',
      cause: expect.stringContaining('lambda:InvokeFunction'),
    });
    expect(cloud.meter.byCause()[`${machineName()}: Store it`]).toMatchObject({ roundTrips: 1 });
    expect(cloud.meter.total().transitions).toBe(2);
  });

  it('reports the grants that nothing has used', async () => {
    await invoke('store', { id: 'f' });

    const unused = cloud.authorizer
      .unusedGrants()
      .filter(({ roleId }) => roleId === roleOf('store'));
    const actions = unused.map(({ action }) => action);
    expect(actions).toContain('dynamodb:DeleteItem');
    expect(actions).not.toContain('dynamodb:PutItem');
    expect(actions).not.toContain('logs:PutLogEvents');
  });

  it('is not given to an unknown access key', async () => {
    const stranger = new DynamoDBClient({
      endpoint: cloud.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'AKIASTRANGER', secretAccessKey: 'x' },
    });
    await expect(
      stranger.send(new GetItemCommand({ TableName: table(), Key: { pk: { S: 'a' } } })),
    ).rejects.toThrow(expect.objectContaining({ name: 'UnrecognizedClientException' }));
  });
});

describe('metering', () => {
  it('counts calls, capacity and running time for what caused them', async () => {
    const name = functionOf('store').name;
    await cloud.functions.invoke(name, { id: 'a' }, { cause: 'PUT /items/{itemId}' });
    await cloud.functions.invoke(name, { id: 'b' }, { cause: 'PUT /items/{itemId}' });
    await cloud.functions.invoke(name, { id: 'c' }, { cause: 'nightly' });

    const usage = cloud.meter.byCause();
    expect(usage['PUT /items/{itemId}']).toMatchObject({
      roundTrips: 2,
      writeUnits: 2,
      invocations: 2,
      calls: { dynamodb: { PutItem: 2 } },
    });
    expect(usage.nightly).toMatchObject({ roundTrips: 1, writeUnits: 1 });
    expect(cloud.meter.byFunction()[name]).toMatchObject({ roundTrips: 3, invocations: 3 });
    expect(cloud.meter.total().gigabyteSeconds).toBeGreaterThan(0);
  });
});

describe('faults', () => {
  const put = (id: string, maxAttempts = 1) =>
    new DynamoDBClient({
      endpoint: cloud.url,
      region: 'us-east-1',
      credentials: cloud.operator,
      maxAttempts,
    }).send(
      new PutItemCommand({
        TableName: table(),
        Item: { pk: { S: id } },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
  const exists = async (id: string) => {
    const { Item } = await clientOf(DynamoDBClient, cloud).send(
      new GetItemCommand({ TableName: table(), Key: { pk: { S: id } } }),
    );
    return Item !== undefined;
  };
  const once = { service: 'dynamodb', action: 'PutItem', times: 1 };

  it('answer an error as often as they are told', async () => {
    const code = 'ProvisionedThroughputExceededException';
    cloud.faults.add({ ...once, fault: { kind: 'error', code } });

    await expect(put('a')).rejects.toThrow(expect.objectContaining({ name: code }));
    await expect(put('a')).resolves.toBeDefined();
  });

  it('lose the connection before or after the effect', async () => {
    cloud.faults.add({ ...once, fault: { kind: 'timeoutBefore' } });
    await expect(put('before')).rejects.toThrow();
    expect(await exists('before')).toBe(false);

    cloud.faults.add({ ...once, fault: { kind: 'timeoutAfter' } });
    await expect(put('after')).rejects.toThrow();
    expect(await exists('after')).toBe(true);
  });

  it('let the SDK repeat a write that had happened, which its condition refuses', async () => {
    cloud.faults.add({ ...once, fault: { kind: 'timeoutAfter' } });

    await expect(put('repeated', 2)).rejects.toThrow(
      expect.objectContaining({ name: 'ConditionalCheckFailedException' }),
    );
  });

  it('deliver a request twice', async () => {
    cloud.faults.add({ ...once, fault: { kind: 'duplicate' } });

    await expect(put('twice')).rejects.toThrow(
      expect.objectContaining({ name: 'ConditionalCheckFailedException' }),
    );
    expect(await exists('twice')).toBe(true);
  });

  it('strike a call to a function itself, before or after it ran', async () => {
    const call = { service: 'lambda', functionName: functionOf('store').name, times: 1 };
    const code = 'TooManyRequestsException';
    cloud.faults.add({ ...call, fault: { kind: 'error', code } });
    expect(await invoke('store', { id: 'never' })).toMatchObject({ ok: false, errorType: code });
    expect(await exists('never')).toBe(false);

    cloud.faults.add({ ...call, fault: { kind: 'timeoutAfter' } });
    expect(await invoke('store', { id: 'done' })).toMatchObject({ ok: false });
    expect(await exists('done')).toBe(true);
  });

  it('let so many calls pass, and strike one function only', async () => {
    const fault = { kind: 'error', code: 'Struck' } as const;
    const functionName = functionOf('store').name;
    cloud.faults.add({ service: 'dynamodb', functionName, after: 1, fault });

    await expect(put('others')).resolves.toBeDefined();
    expect(await invoke('store', { id: '1' })).toMatchObject({ ok: true });
    expect(await invoke('store', { id: '2' })).toMatchObject({ ok: false, errorType: 'Struck' });
  });
});

describe('the other services', () => {
  it('generate a secret as the template asks', async () => {
    const client = clientOf(SecretsManagerClient, cloud);
    const SecretId = cloud.deployment.secrets[0]?.arn;
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId }));

    expect(JSON.parse(SecretString ?? '')).toEqual({
      issuer: 'bank',
      signingKey: expect.stringMatching(/^[A-Za-z0-9]{40}$/),
    });
  });

  it('hand a text message to whoever listens, and to nobody else', async () => {
    const sns = clientOf(SNSClient, cloud);
    const heard: string[] = [];
    cloud.outbox.onMessage(({ phoneNumber, message }) => heard.push(`${phoneNumber} ${message}`));
    const send = (PhoneNumber: string) =>
      sns.send(new PublishCommand({ PhoneNumber, Message: '验证码 123456 & <more>' }));

    expect((await send('+8613800000001')).MessageId).toMatch(/^[0-9a-f-]{36}$/);
    expect(heard).toEqual(['+8613800000001 验证码 123456 & <more>']);
    await expect(send('none')).rejects.toThrow(
      expect.objectContaining({ name: 'InvalidParameterException' }),
    );
    await expect(
      clientOf(SNSClient, cloud, roleOf('store')).send(
        new PublishCommand({ PhoneNumber: '+8613800000001', Message: 'x' }),
      ),
    ).rejects.toThrow(/sns:Publish on resource: \*/);
  });
});

describe('the search for plaintext', () => {
  const needle = { label: 'ID number', text: '11010519491231002X' };
  const found = async () =>
    (await searchPlaintext(cloud, [needle])).map(({ place, form }) => `${place}: ${form}`);

  it.each([
    ['raw', needle.text],
    ['base64', Buffer.from(`xy${needle.text}z`).toString('base64')],
    ['hex', Buffer.from(needle.text).toString('hex').toUpperCase()],
  ])('finds it in rows, stream records and logs as %s', async (form, hidden) => {
    await invoke('store', { id: `id:${hidden}` });
    await cloud.settled();

    expect(await found()).toEqual(
      expect.arrayContaining([
        `item ${table()}: ${form}`,
        `record ${table()}: ${form}`,
        `log /aws/lambda/${functionOf('store').name}: ${form}`,
      ]),
    );
  });

  it('finds it in names and contents of objects, but not inside pictures', async () => {
    const s3 = clientOf(S3Client, cloud);
    const Bucket = cloud.deployment.buckets[0]?.name;
    const put = (Key: string, ContentType: string) =>
      s3.send(new PutObjectCommand({ Bucket, Key, ContentType, Body: `:${needle.text}:` }));
    await put('card.jpg', 'image/jpeg');
    expect(await found()).toEqual([]);

    await put('card.txt', 'text/plain');
    await put(`${needle.text}.jpg`, 'image/jpeg');
    expect((await found()).sort()).toEqual([
      `object ${Bucket}/${needle.text}.jpg: raw`,
      `object ${Bucket}/card.txt: raw`,
    ]);
  });

  it('finds it in executions', async () => {
    await clientOf(SFNClient, cloud).send(
      new StartExecutionCommand({
        stateMachineArn: cloud.deployment.stateMachines[0]?.arn,
        input: JSON.stringify({ id: 'x', leaked: needle.text }),
      }),
    );
    await cloud.settled();
    expect(await found()).toEqual([expect.stringMatching(/^execution .*: raw$/)]);
  });
});

describe('starting', () => {
  it('takes up rows, keys, secrets, objects and the day where a former run left them', async () => {
    const dataDirectory = mkdtempSync(join(tmpdir(), 'small-data-'));
    const options = { ...stage, stage: 'dev', dataDirectory };
    const first = await another({ ...options, startAt: Date.parse('2027-01-15T00:00:00Z') });
    const kms = clientOf(KMSClient, first);
    const KeyId = first.deployment.keys[0]?.arn;
    const { CiphertextBlob } = await kms.send(
      new EncryptCommand({ KeyId, Plaintext: new Uint8Array([42]) }),
    );
    const secretArn = first.deployment.secrets[0]?.arn ?? '';
    const secret = first.secrets.valueOf(secretArn);
    const Bucket = first.deployment.buckets[1]?.name ?? '';
    await clientOf(S3Client, first).send(
      new PutObjectCommand({ Bucket, Key: 'a/b', Body: 'kept' }),
    );
    await first.functions.invoke(functionOf('store').name, { id: 'kept' });
    await first.clock.moveTo(Date.parse('2027-06-01T00:00:00Z'));
    await first.close();
    others.delete(first);

    const second = await another(options);
    const opened = await clientOf(KMSClient, second).send(new DecryptCommand({ CiphertextBlob }));
    expect(opened.Plaintext).toEqual(new Uint8Array([42]));
    expect(second.secrets.valueOf(secretArn)).toBe(secret);
    expect(second.buckets.get(Bucket, 'a/b').body.toString()).toBe('kept');
    const { Item } = await clientOf(DynamoDBClient, second).send(
      new GetItemCommand({ TableName: table(), Key: { pk: { S: 'kept' } } }),
    );
    expect(Item).toBeDefined();
    expect(new Date(second.clock.now()).toISOString()).toMatch(/^2027-06-01T00/);
    await second.close();
    others.delete(second);

    const earlier = startCloud({ ...options, startAt: Date.parse('2027-02-01T00:00:00Z') });
    await expect(earlier).rejects.toThrow(/has reached 2027-06-01: choose that day or a later one/);
    rmSync(dataDirectory, { recursive: true });
  });

  it('knows how far its data has come, from the start and after a move, even if killed', async () => {
    const dataDirectory = mkdtempSync(join(tmpdir(), 'small-data-'));
    const place = (): string => {
      const { offsetMillis } = JSON.parse(readFileSync(join(dataDirectory, 'clock.json'), 'utf8'));
      return new Date(Date.now() + Number(offsetMillis)).toISOString().slice(0, 10);
    };
    const startAt = Date.parse('2027-01-15T00:00:00Z');
    const running = await another({ ...stage, stage: 'dev', dataDirectory, startAt });
    expect(place()).toBe('2027-01-15');
    // By it a command finds the tables of the folder, when the laptop is stopped.
    const names = readFileSync(join(dataDirectory, 'names.json'), 'utf8');
    expect(JSON.parse(names)).toEqual(deployedNames(running.deployment));
    await running.clock.moveTo(Date.parse('2027-06-01T00:00:00Z'));
    expect(place()).toBe('2027-06-01');
    await running.close();
    others.delete(running);
    rmSync(dataDirectory, { recursive: true });
  });

  it('says in one sentence that the port is taken or the folder cannot be written', async () => {
    const port = Number(new URL(cloud.url).port);
    const taken = await startCloud({ ...stage, stage: 'dev', port }).catch((error) => error);
    expect(taken).toBeInstanceOf(StartError);
    expect(taken.message).toBe(
      `Port ${port} is in use: stop what listens there or choose another.`,
    );

    const file = join(mkdtempSync(join(tmpdir(), 'small-data-')), 'file');
    writeFileSync(file, '');
    const dataDirectory = join(file, 'data');
    await expect(startCloud({ ...stage, stage: 'dev', dataDirectory })).rejects.toThrow(
      /cannot be written: choose another with --data/,
    );
  });
});

async function another(options: CloudOptions): Promise<Cloud> {
  const started = await startCloud(options);
  others.add(started);
  return started;
}

const functionOf = (handler: string) => {
  const found = cloud.deployment.functions.find((one) => one.handler === `index.${handler}`);
  if (!found) throw new Error(`no function ${handler}`);
  return found;
};
const roleOf = (handler: string) => functionOf(handler).roleId;
const invoke = (handler: string, payload: unknown) =>
  cloud.functions.invoke(functionOf(handler).name, payload);
const table = () => cloud.deployment.tables[0]?.name ?? '';
const machineName = () => cloud.deployment.stateMachines[0]?.name;
