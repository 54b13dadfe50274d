/**
 * WeChat Pay's API v3: requests signed WECHATPAY2-SHA256-RSA2048, answers believed only when
 * signed. Source: https://pay.weixin.qq.com/doc/v3/merchant/4012365334 (signing) and 4013053249
 * (verifying).
 */
import type { Unknown } from '../../core/ports/payment-channel';
import { callProvider, headerOf, type Members, readObject, unknown } from '../provider-call';
import { signRsa, verifyRsa } from '../rsa-signature';

/** One secret: what the merchant platform gives and takes. */
export interface WechatPayKeys {
  readonly merchantId: string;
  readonly appId: string;
  /** Ours, and the serial number of its certificate. */
  readonly privateKey: string;
  readonly certificateSerial: string;
  /** WeChat Pay's public key and its id (PUB_KEY_ID_…), or a platform certificate's serial. */
  readonly wechatPublicKey: string;
  readonly wechatPublicKeyId: string;
  /** 32 bytes: opens what callbacks carry. */
  readonly apiV3Key: string;
  /** The scene that transfers are reported under, as the merchant platform assigned it. */
  readonly transferSceneId: string;
  /** The template that debit contracts are signed under, as the merchant platform numbered it. */
  readonly planId?: string;
}

export interface WechatPayOptions {
  /** https://api.mch.weixin.qq.com, without a final slash. */
  readonly url: string;
  readonly keys: () => Promise<WechatPayKeys>;
  /** Where WeChat Pay sends its callbacks. */
  readonly notifyUrl: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly nonce: () => string;
  readonly timeoutMillis?: number;
}

export interface WechatPayAnswer {
  readonly outcome: 'answered';
  readonly status: number;
  /** Of a refusal; empty for a success. */
  readonly code: string;
  readonly members: Members;
}

/** A message may be this much older or younger than now: docs 4013053249. */
export const windowSeconds = 300;

export interface SignedMessage {
  readonly timestamp: string;
  readonly nonce: string;
  readonly body: string;
}

/** Each line ends with a line feed, the last one too. */
export const requestText = (method: string, path: string, message: SignedMessage): string =>
  [method, path, message.timestamp, message.nonce, message.body, ''].join('\n');

export const answerText = ({ timestamp, nonce, body }: SignedMessage): string =>
  [timestamp, nonce, body, ''].join('\n');

export type SignatureCheck = 'valid' | 'signatureInvalid' | 'timestampOutOfWindow';

/** Callbacks and answers are signed alike; an unknown key id is no signature. */
export function checkSignature(
  keys: WechatPayKeys,
  headers: Readonly<Record<string, string | undefined>>,
  body: string,
  nowEpochMillis: number,
): SignatureCheck {
  const header = (name: string) => headerOf(headers, `wechatpay-${name}`);
  const [timestamp, nonce] = [header('timestamp'), header('nonce')];
  const signed = answerText({ timestamp, nonce, body });
  const genuine =
    header('serial') === keys.wechatPublicKeyId &&
    /^\d{1,12}$/.test(timestamp) &&
    nonce !== '' &&
    verifyRsa(signed, header('signature'), keys.wechatPublicKey);
  if (!genuine) return 'signatureInvalid';
  const ageSeconds = Math.abs(nowEpochMillis / 1000 - Number(timestamp));
  return ageSeconds <= windowSeconds ? 'valid' : 'timestampOutOfWindow';
}

export function authorization(
  keys: WechatPayKeys,
  method: string,
  path: string,
  message: SignedMessage,
): string {
  const parts = {
    mchid: keys.merchantId,
    nonce_str: message.nonce,
    signature: signRsa(requestText(method, path, message), keys.privateKey),
    timestamp: message.timestamp,
    serial_no: keys.certificateSerial,
  };
  const listed = Object.entries(parts).map(([name, value]) => `${name}="${value}"`);
  return `WECHATPAY2-SHA256-RSA2048 ${listed.join(',')}`;
}

export class WechatPayClient {
  constructor(private readonly options: WechatPayOptions) {}

  async call(
    method: 'GET' | 'POST',
    path: string,
    content?: object,
  ): Promise<WechatPayAnswer | Unknown> {
    const answer = await this.send(method, this.options.url, path, content);
    if (answer.outcome === 'unknown') return answer;
    const body = answer.body.toString('utf8');
    const keys = await this.options.keys();
    // What is not signed by WeChat Pay, refusals too, may have been said by anybody.
    if (checkSignature(keys, answer.headers, body, this.options.now()) !== 'valid')
      return unknown(answer.status >= 500 ? 'unavailable' : 'unauthorised');
    const { status } = answer;
    if (status === 401) return unknown('unauthorised');
    if (status === 429 || status >= 500) return unknown('unavailable');
    const members = body === '' ? {} : readObject(body);
    if (!members) return unknown('unintelligible');
    const code = status >= 400 ? String(members.code) : '';
    return { outcome: 'answered', status, code, members };
  }

  /** A file carries no signature: its hash came in a signed answer. Undefined: not to be had. */
  async file(url: string): Promise<Buffer | Unknown> {
    const { origin, pathname, search } = new URL(url);
    const answer = await this.send('GET', origin, `${pathname}${search}`);
    if (answer.outcome === 'unknown') return answer;
    return answer.status === 200 ? answer.body : unknown('unavailable');
  }

  private async send(method: 'GET' | 'POST', origin: string, path: string, content?: object) {
    const { now, nonce, timeoutMillis } = this.options;
    const body = content === undefined ? '' : JSON.stringify(content);
    const timestamp = String(Math.floor(now() / 1000));
    const keys = await this.options.keys();
    return callProvider({
      url: `${origin}${path}`,
      method,
      headers: {
        authorization: authorization(keys, method, path, { timestamp, nonce: nonce(), body }),
        accept: 'application/json',
        'content-type': 'application/json',
        'user-agent': 'sunlend',
        // Says which of its keys the answer shall be signed with.
        'wechatpay-serial': keys.wechatPublicKeyId,
      },
      body,
      ...(timeoutMillis && { timeoutMillis }),
    });
  }
}
