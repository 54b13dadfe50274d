/** S3's REST interface on the laptop: path-style requests, form uploads and presigned links. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Credentials, Holder } from '../cloud/credentials';
import type { Gate } from '../cloud/gate';
import { accessKeyIdOf } from '../cloud/json-endpoint';
import { type ObjectCall, objectPermissions, type ResourceIndex } from '../cloud/permissions';
import { AwsError } from '../cloud/service';
import { headersOf, refuse, send, sendXml } from './answers';
import { readBody } from './body';
import { corsHeaders } from './cors';
import { boundaryOf, readForm } from './form';
import type { Buckets } from './operations';
import { requirePolicy } from './post-policy';
import { readScope, requirePresignedUrl } from './signature';

export interface S3Surroundings {
  readonly buckets: Buckets;
  readonly credentials: Credentials;
  readonly gate: Gate;
  readonly index: ResourceIndex;
  readonly now: () => number;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly bucket: string;
  readonly key: string;
}

/** Answers one request. Never rejects. */
export async function answerS3(
  request: IncomingMessage,
  response: ServerResponse,
  around: S3Surroundings,
): Promise<void> {
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`);
  const [, bucket = '', ...rest] = url.pathname.split('/');
  const cors = corsHeaders(request, around.buckets.find(bucket)?.corsRules ?? []);
  for (const [name, value] of Object.entries(cors ?? {})) response.setHeader(name, value);
  try {
    if (request.method === 'OPTIONS') {
      send(response, cors ? 200 : 403, {});
      return;
    }
    const key = decodeURIComponent(rest.join('/'));
    await route({ request, response, url, bucket, key }, around);
  } catch (error) {
    refuse(request, response, error);
  }
}

function route(exchange: Exchange, around: S3Surroundings): Promise<void> {
  const { request, url, key } = exchange;
  if (url.searchParams.has('X-Amz-Algorithm')) requireLink(exchange, around);
  const isForm = boundaryOf(request.headers['content-type'] ?? '') !== undefined;
  switch (request.method) {
    case 'POST':
      if (isForm && key === '') return postObject(exchange, around);
      break;
    case 'PUT':
      if (key !== '' && request.headers['x-amz-copy-source']) return copyObject(exchange, around);
      if (key !== '') return putObject(exchange, around);
      break;
    case 'GET':
    case 'HEAD':
      return key === '' ? readBucket(exchange, around) : readObject(exchange, around);
    case 'DELETE':
      if (key !== '' && !url.searchParams.has('versionId')) return deleteObject(exchange, around);
  }
  throw new AwsError('NotImplemented', 'This operation is not served locally.', 501);
}

function requireLink({ request, url }: Exchange, { credentials, now }: S3Surroundings): void {
  const { accessKeyId } = readScope(url.searchParams.get('X-Amz-Credential') ?? '');
  const signer = credentials.find(accessKeyId);
  if (!signer) throw new AwsError('InvalidAccessKeyId', 'The access key does not exist.', 403);
  const { method = 'GET', headers } = request;
  requirePresignedUrl({ method, url, headers }, signer.secretAccessKey, now());
}

function pass<T>(
  { request, url, bucket, response }: Exchange,
  { gate, credentials, index }: S3Surroundings,
  call: Omit<ObjectCall, 'bucket'>,
  effect: () => Promise<T>,
  signer?: string,
): Promise<T> {
  const linked = url.searchParams.get('X-Amz-Credential')?.split('/')[0];
  const accessKeyId = signer ?? accessKeyIdOf(request) ?? linked;
  const holder = credentials.find(accessKeyId ?? '');
  if (!holder) throw new AwsError('AccessDenied', 'Access Denied', 403);
  const gated = {
    service: 's3',
    action: call.action,
    // Whoever uses a link or form acts on the signer's permissions, but on his own account.
    holder: accessKeyIdOf(request) ? holder : anonymous(holder),
    permissions: objectPermissions({ ...call, bucket }, index),
    disconnect: () => response.destroy(),
  };
  return gate.pass(gated, effect);
}

const anonymous = ({ principal }: Holder): Pick<Holder, 'principal' | 'attribution'> => ({
  principal,
  attribution: () => ({ cause: 'presigned transfer' }),
});

async function putObject(exchange: Exchange, around: S3Surroundings): Promise<void> {
  const { request, response, bucket, key } = exchange;
  const retainUntil = header(request, 'x-amz-object-lock-retain-until-date');
  const also = retainUntil ? ['s3:PutObjectRetention'] : [];
  const body = await readBody(request);
  const head = await pass(exchange, around, { action: 'PutObject', key, also }, async () =>
    around.buckets.put(bucket, {
      key,
      body,
      ...describe(request),
      retainUntil,
      onlyIfAbsent: header(request, 'if-none-match') === '*',
    }),
  );
  send(response, 200, { etag: `"${head.etag}"` });
}

async function copyObject(exchange: Exchange, around: S3Surroundings): Promise<void> {
  const { request, response, bucket, key } = exchange;
  const path = decodeURIComponent(header(request, 'x-amz-copy-source') ?? '').replace(/^\//, '');
  const slash = path.indexOf('/');
  const source = { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
  const retainUntil = header(request, 'x-amz-object-lock-retain-until-date');
  const also = retainUntil ? ['s3:PutObjectRetention'] : [];
  const replaces = header(request, 'x-amz-metadata-directive') === 'REPLACE';
  const call = { action: 'CopyObject', key, source, also };
  const head = await pass(exchange, around, call, async () =>
    around.buckets.copy(source, bucket, {
      key,
      retainUntil,
      replaced: replaces ? describe(request) : undefined,
    }),
  );
  sendXml(response, 200, 'CopyObjectResult', {
    LastModified: new Date(head.lastModifiedMillis).toISOString(),
    ETag: `"${head.etag}"`,
  });
}

/** The policy is checked before anything else: it is all the permission the uploader has. */
async function postObject(exchange: Exchange, around: S3Surroundings): Promise<void> {
  const { request, response, bucket } = exchange;
  const body = await readBody(request);
  const form = readForm(body, boundaryOf(request.headers['content-type'] ?? '') ?? '');
  const secrets = { secretOf: (id: string) => around.credentials.find(id)?.secretAccessKey };
  const signer = requirePolicy(form, bucket, secrets, around.now());
  const key = (form.fields.get('key') ?? '').replaceAll(`\${filename}`, form.fileName);
  const contentType = form.fields.get('content-type') ?? 'binary/octet-stream';
  const call = { action: 'PostObject', key };
  const stored = async () =>
    around.buckets.put(bucket, { key, body: form.file, contentType, metadata: {} });
  const head = await pass(exchange, around, call, stored, signer);
  const headers = { etag: `"${head.etag}"`, location: `/${bucket}/${encodeURI(key)}` };
  const status = Number(form.fields.get('success_action_status') ?? 204);
  send(response, [200, 201].includes(status) ? status : 204, headers);
}

async function readObject(exchange: Exchange, around: S3Surroundings): Promise<void> {
  const { request, response, bucket, key } = exchange;
  const action = request.method === 'HEAD' ? 'HeadObject' : 'GetObject';
  const { head, body } = await pass(exchange, around, { action, key }, async () =>
    around.buckets.get(bucket, key),
  );
  send(response, 200, headersOf(head), action === 'GetObject' ? body : undefined);
}

async function deleteObject(exchange: Exchange, around: S3Surroundings): Promise<void> {
  const { response, bucket, key } = exchange;
  await pass(exchange, around, { action: 'DeleteObject', key }, async () =>
    around.buckets.delete(bucket, key),
  );
  send(response, 204, {});
}

async function readBucket(exchange: Exchange, around: S3Surroundings): Promise<void> {
  const { request, response, url, bucket } = exchange;
  const action = request.method === 'HEAD' ? 'HeadBucket' : 'ListObjectsV2';
  const prefix = url.searchParams.get('prefix') ?? '';
  const heads = await pass(exchange, around, { action, key: '' }, async () =>
    around.buckets.list(bucket, prefix),
  );
  if (action === 'HeadBucket') {
    send(response, 200, {});
    return;
  }
  const maximum = Math.min(Number(url.searchParams.get('max-keys') ?? 1000), 1000);
  const after =
    url.searchParams.get('continuation-token') ?? url.searchParams.get('start-after') ?? '';
  const rest = heads.filter(({ key }) => key > after);
  const shown = rest.slice(0, maximum);
  const isTruncated = rest.length > shown.length;
  sendXml(response, 200, 'ListBucketResult', {
    Name: bucket,
    Prefix: prefix,
    KeyCount: shown.length,
    MaxKeys: maximum,
    IsTruncated: isTruncated,
    NextContinuationToken: isTruncated ? shown.at(-1)?.key : undefined,
    Contents: shown.map((head) => ({
      Key: head.key,
      LastModified: new Date(head.lastModifiedMillis).toISOString(),
      ETag: `"${head.etag}"`,
      Size: head.bytes,
      StorageClass: 'STANDARD',
    })),
  });
}

function describe(request: IncomingMessage) {
  const prefix = 'x-amz-meta-';
  const metadata = Object.entries(request.headers)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => [name.slice(prefix.length), String(value)]);
  return {
    contentType: header(request, 'content-type') ?? 'application/octet-stream',
    metadata: Object.fromEntries(metadata) as Record<string, string>,
  };
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
