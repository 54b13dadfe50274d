import { createHash, createHmac } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { SignatureV4 } from '@smithy/signature-v4';
import { type Cloud, startCloud } from '../../../local/cloud/cloud';
import { clientOf } from '../support/clients';
import { type SmallStage, synthesizeSmallStage } from '../support/small-stage';

let stage: SmallStage;
let cloud: Cloud;
let s3: S3Client;
let Bucket: string;

beforeAll(async () => {
  stage = synthesizeSmallStage();
  cloud = await startCloud({ ...stage, stage: 'dev', startAt: Date.parse('2027-01-15T00:00:00Z') });
  s3 = clientOf(S3Client, cloud);
  Bucket = cloud.deployment.buckets[0]?.name ?? '';
});
afterAll(async () => {
  s3.destroy();
  await cloud.close();
  stage.remove();
});

describe('objects', () => {
  it('come back as they were put, with what was said of them', async () => {
    const Body = Buffer.from([0, 255, 13, 10, 128]);
    const put = { Bucket, Key: 'a/键 1.bin', Body, ContentType: 'x/y', Metadata: { owner: 'me' } };
    await s3.send(new PutObjectCommand(put));

    const got = await s3.send(new GetObjectCommand({ Bucket, Key: put.Key }));
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? [])).toEqual(Body);
    expect(got).toMatchObject({ ContentType: 'x/y', Metadata: { owner: 'me' }, ContentLength: 5 });
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: put.Key }));
    expect(head).toMatchObject({ ContentLength: 5, ETag: got.ETag });
  });

  it('arrive whole when the SDK sends them as a stream of chunks', async () => {
    const Body = Readable.from([Buffer.alloc(150_000, 7), Buffer.alloc(50_000, 7)]);
    await s3.send(new PutObjectCommand({ Bucket, Key: 'stream', Body, ContentLength: 200_000 }));

    const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'stream' }));
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? [])).toEqual(
      Buffer.alloc(200_000, 7),
    );
  });

  it('can be listed by prefix, copied and deleted', async () => {
    for (const Key of ['list/1', 'list/2', 'list/3', 'other']) {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
    }
    await s3.send(new CopyObjectCommand({ Bucket, Key: 'list/4', CopySource: `${Bucket}/other` }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'list/2' }));

    const first = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'list/', MaxKeys: 2 }));
    expect(first.Contents?.map(({ Key, Size }) => [Key, Size])).toEqual([
      ['list/1', 6],
      ['list/3', 6],
    ]);
    const ContinuationToken = first.NextContinuationToken;
    const second = await s3.send(
      new ListObjectsV2Command({ Bucket, Prefix: 'list/', ContinuationToken }),
    );
    expect(second.Contents?.map(({ Key, Size }) => [Key, Size])).toEqual([['list/4', 5]]);
  });

  it('that are missing, or exist where they must not, are refused by name', async () => {
    await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'none' }))).rejects.toThrow(
      expect.objectContaining({ name: 'NoSuchKey' }),
    );
    const once = new PutObjectCommand({ Bucket, Key: 'once', Body: '1', IfNoneMatch: '*' });
    await s3.send(once);
    await expect(s3.send(once)).rejects.toThrow(
      expect.objectContaining({ name: 'PreconditionFailed' }),
    );
  });
});

describe('a bucket', () => {
  it('drops its objects at the midnight after their last day, also for a search', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'short', Body: '1' }));
    const keys = () => [...cloud.buckets.everything()].map(({ head }) => head.key);
    const days = Math.ceil(cloud.clock.now() / 86_400_000) + 1;

    await cloud.clock.moveTo(days * 86_400_000 - 60_000);
    expect(keys()).toContain('short');
    await cloud.clock.moveTo(days * 86_400_000);
    expect(keys()).toEqual([]);
    await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'short' }))).rejects.toThrow(
      expect.objectContaining({ name: 'NoSuchKey' }),
    );
  });

  it('with object lock keeps every version, whatever is written or deleted', async () => {
    const evidence = cloud.deployment.buckets[1]?.name ?? '';
    const object = { Bucket: evidence, Key: 'front.jpg' };
    await s3.send(new PutObjectCommand({ ...object, Body: '1' }));
    await s3.send(new PutObjectCommand({ ...object, Body: '2' }));
    await s3.send(new DeleteObjectCommand(object));

    await expect(s3.send(new GetObjectCommand(object))).rejects.toThrow(
      expect.objectContaining({ name: 'NoSuchKey' }),
    );
    const kept = [...cloud.buckets.everything()].filter(({ bucket }) => bucket === evidence);
    expect(kept.map(({ body }) => body.toString())).toEqual(['1', '2', '']);
  });

  it('lets pages of the origins it names read its answers, and no others', async () => {
    const preflight = (origin: string, method = 'POST') =>
      fetch(`${cloud.url}/${Bucket}`, {
        method: 'OPTIONS',
        headers: { Origin: origin, 'Access-Control-Request-Method': method },
      });

    const allowed = await preflight('https://web.example');
    expect(allowed.status).toBe(200);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://web.example');
    expect((await preflight('https://web.other')).status).toBe(403);
    expect((await preflight('https://web.example', 'PUT')).status).toBe(403);
  });
});

describe('a form upload', () => {
  it('is accepted once its signed policy holds, and stored under exactly that key', async () => {
    const form = await presignedForm('uploads/front.jpg');
    const answer = await upload(form, Buffer.alloc(1000, 1));

    expect(answer.status).toBe(204);
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'uploads/front.jpg' }));
    expect(head).toMatchObject({ ContentLength: 1000, ContentType: 'image/jpeg' });
  });

  it('of 20 MB is refused and nothing is stored', async () => {
    const form = await presignedForm('uploads/large.jpg');
    const answer = await upload(form, Buffer.alloc(20 * 1024 * 1024, 1));

    expect(answer.status).toBe(400);
    expect(answer.text).toContain('<Code>EntityTooLarge</Code>');
    expect(answer.text).toContain('<MaxSizeAllowed>8388608</MaxSizeAllowed>');
    expect(cloud.buckets.list(Bucket, 'uploads/large')).toEqual([]);
  });

  it.each([
    ['another key', { key: 'uploads/other.jpg' }, 'AccessDenied'],
    ['another type', { 'Content-Type': 'text/html' }, 'AccessDenied'],
    ['a field nobody signed', { acl: 'public-read' }, 'AccessDenied'],
    [
      'another policy',
      { Policy: Buffer.from('{"conditions":[]}').toString('base64') },
      'SignatureDoesNotMatch',
    ],
    ['no policy', { Policy: '' }, 'AccessDenied'],
  ])('with %s is refused', async (_what, change, code) => {
    const form = await presignedForm('uploads/changed.jpg');
    const answer = await upload(
      { ...form, fields: { ...form.fields, ...change } },
      Buffer.from('1'),
    );

    expect(answer.status).toBe(403);
    expect(answer.text).toContain(`<Code>${code}</Code>`);
    expect(cloud.buckets.list(Bucket, 'uploads/changed')).toEqual([]);
  });

  it('is refused when its policy has expired on the clock', async () => {
    const form = await presignedForm('uploads/late.jpg');
    await cloud.clock.moveTo(cloud.clock.now() + 301_000);

    const answer = await upload(form, Buffer.from('1'));
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('Policy expired');
  });

  it('cannot do what the role that signed it may not do', async () => {
    const answer = await upload(await presignedForm('evidence/front.jpg'), Buffer.from('1'));

    expect(answer.status).toBe(403);
    expect(answer.text).toContain('s3:PutObject on resource');
  });
});

describe('a presigned link', () => {
  it('opens one object for its bearer until it expires', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'link me', Body: 'content' }));
    const url = await link('link%20me');

    expect(await (await fetch(url)).text()).toBe('content');
    expect((await fetch(url.replace('link%20me', 'once'))).status).toBe(403);
    await cloud.clock.moveTo(cloud.clock.now() + 61_000);
    expect((await fetch(url)).status).toBe(403);
  });
});

type Form = Awaited<ReturnType<typeof createPresignedPost>>;

async function presignedForm(key: string): Promise<Form> {
  const presign = cloud.deployment.functions.find(({ handler }) => handler === 'index.presign');
  const result = await cloud.functions.invoke(presign?.name ?? '', { key });
  if (!result.ok) throw new Error(result.errorMessage);
  return result.payload as Form;
}

async function upload({ url, fields }: Form, file: Buffer) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  body.append('file', new Blob([new Uint8Array(file)]), 'picture.jpg');
  const response = await fetch(url, { method: 'POST', body });
  return { status: response.status, text: await response.text() };
}

async function link(path: string): Promise<string> {
  const signer = new SignatureV4({
    credentials: cloud.operator,
    region: 'us-east-1',
    service: 's3',
    sha256: Sha256 as never,
    uriEscapePath: false,
  });
  const { host, hostname, port } = new URL(cloud.url);
  const signed = await signer.presign(
    {
      method: 'GET',
      protocol: 'http:',
      hostname,
      port: Number(port),
      path: `/${Bucket}/${path}`,
      headers: { host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
      query: {},
    },
    { expiresIn: 60, signingDate: new Date(cloud.clock.now()) },
  );
  const query = new URLSearchParams(signed.query as Record<string, string>);
  return `${cloud.url}/${Bucket}/${path}?${query}`;
}

/** What the signer wants of a hash, on node:crypto. */
class Sha256 {
  private readonly hash;
  constructor(secret?: string | Uint8Array) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret);
  }
  update(data: string | Uint8Array) {
    this.hash.update(data);
  }
  async digest() {
    return new Uint8Array(this.hash.digest());
  }
  reset() {}
}
