/** Verifies the signed policy of a form upload: who signed it, until when, and every condition. */
import { AwsError } from '../cloud/service';
import type { UploadForm } from './form';
import { readScope, requireSignature, signText } from './signature';

export interface SigningSecrets {
  /** The secret of an access key; undefined for an unknown key. */
  secretOf(accessKeyId: string): string | undefined;
}

type Condition =
  | Readonly<Record<string, string>>
  | readonly [string, string | number, string | number];

interface Policy {
  readonly expiration: string;
  readonly conditions: readonly Condition[];
}

/** Fields that need no condition. */
const exempt = new Set(['policy', 'x-amz-signature', 'file']);

/**
 * Answers the access key that signed the form.
 * @throws AwsError AccessDenied, SignatureDoesNotMatch, EntityTooLarge or EntityTooSmall.
 */
export function requirePolicy(
  form: UploadForm,
  bucket: string,
  secrets: SigningSecrets,
  nowMillis: number,
): string {
  const encoded = form.fields.get('policy');
  if (!encoded) throw denied('Anonymous uploads are not allowed.');
  const scope = readScope(form.fields.get('x-amz-credential') ?? '');
  const secret = secrets.secretOf(scope.accessKeyId);
  if (!secret) throw new AwsError('InvalidAccessKeyId', 'The access key does not exist.', 403);
  const given = form.fields.get('x-amz-signature') ?? '';
  requireSignature(signText(encoded, secret, scope), given);
  const policy = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')) as Policy;
  if (Date.parse(policy.expiration) <= nowMillis) {
    throw denied('Invalid according to Policy: Policy expired.');
  }
  requireConditions(policy, form, bucket);
  return scope.accessKeyId;
}

function requireConditions(policy: Policy, form: UploadForm, bucket: string): void {
  const covered = new Set(exempt);
  const values = new Map([...form.fields, ['bucket', bucket]]);
  for (const condition of policy.conditions.flatMap(asTriples)) {
    const [operator, name, value] = condition;
    if (operator === 'content-length-range') {
      requireLength(form.file.length, Number(name), Number(value));
      continue;
    }
    const field = String(name).replace(/^\$/, '').toLowerCase();
    covered.add(field);
    const actual = values.get(field) ?? '';
    const holds =
      operator === 'starts-with' ? actual.startsWith(String(value)) : actual === String(value);
    if (!holds) {
      throw denied(
        `Invalid according to Policy: Policy Condition failed: ${JSON.stringify(condition)}`,
      );
    }
  }
  for (const field of form.fields.keys()) {
    if (covered.has(field) || field.startsWith('x-ignore-')) continue;
    throw denied(`Invalid according to Policy: Extra input fields: ${field}`);
  }
}

/** { key: 'a' } means ['eq', '$key', 'a']. */
function asTriples(condition: Condition): (readonly [string, string | number, string | number])[] {
  if (Array.isArray(condition)) {
    const [operator = '', name = '', value = ''] = condition as (string | number)[];
    return [[String(operator).toLowerCase(), name, value]];
  }
  return Object.entries(condition).map(([name, value]) => ['eq', `$${name}`, String(value)]);
}

function requireLength(bytes: number, minimum: number, maximum: number): void {
  if (bytes > maximum) throw tooLarge(bytes, maximum);
  if (bytes >= minimum) return;
  throw new AwsError(
    'EntityTooSmall',
    'Your proposed upload is smaller than the minimum allowed size',
    400,
    { ProposedSize: bytes, MinSizeAllowed: minimum },
  );
}

export const tooLarge = (bytes: number, maximum: number): AwsError =>
  new AwsError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', 400, {
    ProposedSize: bytes,
    MaxSizeAllowed: maximum,
  });

const denied = (message: string) => new AwsError('AccessDenied', message, 403);
