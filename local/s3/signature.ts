/** Signature Version 4 as S3 checks it on what is signed beforehand: form policies and links. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { AwsError } from '../cloud/service';

export interface Scope {
  readonly accessKeyId: string;
  /** yyyymmdd */
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

/** ACCESS_KEY/20260102/us-east-1/s3/aws4_request */
export function readScope(credential: string): Scope {
  const [accessKeyId = '', date = '', region = '', service = '', ending] = credential.split('/');
  if (ending === 'aws4_request' && service === 's3') return { accessKeyId, date, region, service };
  throw new AwsError('AuthorizationQueryParametersError', 'The credential is mal-formed.', 400);
}

const hmac = (key: string | Buffer, text: string) =>
  createHmac('sha256', key).update(text).digest();

/** The hex signature of a text under the secret, for the scope's day. */
export function signText(text: string, secretAccessKey: string, scope: Scope): string {
  const parts = [scope.date, scope.region, scope.service, 'aws4_request'];
  const key = parts.reduce<string | Buffer>(
    (from, part) => hmac(from, part),
    `AWS4${secretAccessKey}`,
  );
  return hmac(key, text).toString('hex');
}

/** @throws AwsError SignatureDoesNotMatch */
export function requireSignature(expected: string, given: string): void {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  if (a.length === b.length && timingSafeEqual(a, b)) return;
  throw new AwsError(
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided.',
    403,
  );
}

/** 20260102T030405Z as milliseconds. */
export const instantOf = (amzDate: string): number =>
  Date.parse(amzDate.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

export interface SignedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/**
 * Checks a link that was signed for its bearer.
 * @throws AwsError when it is changed, or over.
 */
export function requirePresignedUrl(
  { method, url, headers }: SignedRequest,
  secretAccessKey: string,
  nowMillis: number,
): void {
  const query = url.searchParams;
  const scope = readScope(query.get('X-Amz-Credential') ?? '');
  const amzDate = query.get('X-Amz-Date') ?? '';
  const signedHeaders = (query.get('X-Amz-SignedHeaders') ?? '').split(';');
  const canonical = [
    method,
    url.pathname,
    canonicalQuery(query),
    ...signedHeaders.map((name) => `${name}:${String(headers[name] ?? '').trim()}`),
    '',
    signedHeaders.join(';'),
    query.get('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD',
  ].join('\n');
  const digest = createHash('sha256').update(canonical).digest('hex');
  const scopeText = `${scope.date}/${scope.region}/${scope.service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', amzDate, scopeText, digest].join('\n');
  requireSignature(signText(text, secretAccessKey, scope), query.get('X-Amz-Signature') ?? '');
  if (instantOf(amzDate) + Number(query.get('X-Amz-Expires')) * 1000 > nowMillis) return;
  throw new AwsError('AccessDenied', 'Request has expired', 403);
}

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
}

const encode = (text: string) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
