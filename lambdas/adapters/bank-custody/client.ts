/**
 * The generic HTTPS interface of a custody bank: JSON under mutual TLS, both sides sign.
 * See docs/reference/bank-custody.md.
 */
import type { Unknown } from '../../core/ports/payment-channel';
import { callProvider, headerOf, type Members, readObject, unknown } from '../provider-call';
import { type Algorithm, algorithms, signMessage, verifyMessage } from './signature';

/** One secret: what was exchanged with the bank. */
export interface CustodyKeys {
  /** Our number at the bank. */
  readonly member: string;
  readonly algorithm: Algorithm;
  readonly privateKey: string;
  readonly bankPublicKey: string;
  /** PEM: our TLS certificate and key, and the bank's authority where it is not a public one. */
  readonly tlsCertificate: string;
  readonly tlsKey: string;
  readonly tlsAuthority?: string;
}

export interface CustodyOptions {
  /** https://…, without a final slash. */
  readonly url: string;
  readonly keys: () => Promise<CustodyKeys>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly nonce: () => string;
  readonly timeoutMillis?: number;
}

export interface CustodyAnswer {
  readonly outcome: 'answered';
  readonly status: number;
  readonly code: string;
  readonly members: Members;
}

export const custodyHeaders = {
  member: 'x-custody-member',
  algorithm: 'x-custody-algorithm',
  timestamp: 'x-custody-timestamp',
  nonce: 'x-custody-nonce',
  signature: 'x-custody-signature',
} as const;

/** A message older or younger than this is a replay or comes from a wrong clock. */
export const windowSeconds = 300;

export type SignatureCheck = 'valid' | 'signatureInvalid' | 'timestampOutOfWindow';

export interface Signing {
  readonly keys: Pick<CustodyKeys, 'member' | 'algorithm' | 'privateKey'>;
  readonly purpose: string;
  readonly nonce: string;
  readonly body: string;
  readonly nowEpochMillis: number;
}

/** The headers of a message signed now. */
export function signedHeaders({ keys, purpose, nonce, body, nowEpochMillis }: Signing) {
  const { member, algorithm } = keys;
  const timestamp = String(Math.floor(nowEpochMillis / 1000));
  const message = { algorithm, member, purpose, timestamp, nonce, body };
  return {
    [custodyHeaders.member]: member,
    [custodyHeaders.algorithm]: algorithm,
    [custodyHeaders.timestamp]: timestamp,
    [custodyHeaders.nonce]: nonce,
    [custodyHeaders.signature]: signMessage(message, keys.privateKey),
  };
}

/**
 * The algorithm is the one that was agreed, never the one that the message would like: otherwise
 * a forger could choose the weaker.
 */
export function checkSignature(
  keys: { readonly member: string; readonly algorithm: Algorithm; readonly publicKey: string },
  purpose: string,
  headers: Readonly<Record<string, string | undefined>>,
  body: string,
  nowEpochMillis: number,
): SignatureCheck {
  const header = (name: keyof typeof custodyHeaders) => headerOf(headers, custodyHeaders[name]);
  const { member, algorithm, publicKey } = keys;
  const message = {
    algorithm,
    member,
    purpose,
    timestamp: header('timestamp'),
    nonce: header('nonce'),
    body,
  };
  const wellFormed =
    header('member') === member &&
    algorithms.find((known) => known === header('algorithm')) === algorithm &&
    /^\d{1,12}$/.test(message.timestamp) &&
    /^[\w-]{8,64}$/.test(message.nonce);
  if (!wellFormed || !verifyMessage(message, header('signature'), publicKey))
    return 'signatureInvalid';
  const ageSeconds = Math.abs(nowEpochMillis / 1000 - Number(message.timestamp));
  return ageSeconds <= windowSeconds ? 'valid' : 'timestampOutOfWindow';
}

export class CustodyClient {
  constructor(private readonly options: CustodyOptions) {}

  async call(
    method: 'GET' | 'POST',
    path: string,
    content?: object,
  ): Promise<CustodyAnswer | Unknown> {
    const { url, now, timeoutMillis } = this.options;
    const keys = await this.options.keys();
    const body = content === undefined ? '' : JSON.stringify(content);
    const nonce = this.options.nonce();
    const purpose = `${method} ${path}`;
    const answer = await callProvider({
      url: `${url}${path}`,
      method,
      headers: {
        'content-type': 'application/json',
        ...signedHeaders({ keys, purpose, nonce, body, nowEpochMillis: now() }),
      },
      body,
      tls: {
        cert: keys.tlsCertificate,
        key: keys.tlsKey,
        ...(keys.tlsAuthority && { ca: keys.tlsAuthority }),
      },
      ...(timeoutMillis && { timeoutMillis }),
    });
    if (answer.outcome === 'unknown') return answer;
    const text = answer.body.toString('utf8');
    const signer = { ...keys, publicKey: keys.bankPublicKey };
    const check = checkSignature(signer, 'answer', answer.headers, text, now());
    const answersThis = headerOf(answer.headers, custodyHeaders.nonce) === nonce;
    const { status } = answer;
    // A gateway in between may say that it is down without signing.
    if (check !== 'valid' || !answersThis)
      return unknown(status >= 500 ? 'unavailable' : 'unauthorised');
    if (status === 401 || status === 403) return unknown('unauthorised');
    if (status === 429 || status >= 500) return unknown('unavailable');
    const members = readObject(text);
    if (!members) return unknown('unintelligible');
    return { outcome: 'answered', status, code: String(members.code ?? ''), members };
  }
}
