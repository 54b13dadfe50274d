/**
 * Alipay's gateway (OpenAPI 2.0): requests signed with RSA2, answers believed only when signed.
 * Source: https://opendocs.alipay.com/common/02kf5q (signing) and 02mse7 (verifying).
 */
import type { Unknown } from '../../core/ports/payment-channel';
import { chinaTime } from '../china-time';
import { callProvider, isObject, type Members, readObject, unknown } from '../provider-call';
import { signRsa, verifyRsa } from '../rsa-signature';
import { memberText } from './member-text';

/** One secret: what Alipay's console gives and takes. */
export interface AlipayKeys {
  readonly appId: string;
  /** Ours, PKCS #8. */
  readonly privateKey: string;
  /** Alipay's, which its answers and notices are verified with. */
  readonly alipayPublicKey: string;
  /** With certificates instead of bare keys, as fund transfers demand; MD5s from the console. */
  readonly appCertSn?: string;
  readonly alipayRootCertSn?: string;
  /** The scene under which agreements are signed, as agreed with Alipay: INDUSTRY|… */
  readonly signScene?: string;
}

export interface AlipayOptions {
  /** https://openapi.alipay.com/gateway.do */
  readonly gatewayUrl: string;
  readonly keys: () => Promise<AlipayKeys>;
  /** Where Alipay sends its notices. */
  readonly notifyUrl: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly timeoutMillis?: number;
}

export interface AlipayAnswer {
  readonly outcome: 'answered';
  /** 10000 done, 10003 under way, 20000 unavailable, 40004 refused by the business. */
  readonly code: string;
  readonly subCode: string;
  readonly members: Members;
}

/** Everything but the signature and what is empty, sorted, joined by `&`. */
export const signedText = (
  parameters: Readonly<Record<string, string | undefined>>,
  ...without: string[]
): string =>
  Object.keys(parameters)
    .filter((name) => parameters[name] && !['sign', ...without].includes(name))
    .sort()
    .map((name) => `${name}=${parameters[name]}`)
    .join('&');

export class AlipayClient {
  constructor(readonly options: AlipayOptions) {}

  /** A page at Alipay, signed: whoever opens it goes on from there. */
  async pageUrl(method: string, content: object): Promise<string> {
    return `${this.options.gatewayUrl}?${await this.signedForm(method, content)}`;
  }

  async call(method: string, content: object): Promise<AlipayAnswer | Unknown> {
    const { gatewayUrl, timeoutMillis } = this.options;
    const answer = await callProvider({
      url: gatewayUrl,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' },
      body: await this.signedForm(method, content),
      ...(timeoutMillis && { timeoutMillis }),
    });
    if (answer.outcome === 'unknown') return answer;
    if (answer.status !== 200) return unknown('unavailable');
    const { alipayPublicKey } = await this.options.keys();
    return read(answer.body.toString('utf8'), method, alipayPublicKey);
  }

  private async signedForm(method: string, content: object): Promise<string> {
    const { notifyUrl, now } = this.options;
    const keys = await this.options.keys();
    const parameters: Record<string, string | undefined> = {
      app_id: keys.appId,
      method,
      format: 'JSON',
      charset: 'utf-8',
      sign_type: 'RSA2',
      timestamp: chinaTime(now()),
      version: '1.0',
      notify_url: notifyUrl,
      app_cert_sn: keys.appCertSn,
      alipay_root_cert_sn: keys.alipayRootCertSn,
      biz_content: JSON.stringify(content),
    };
    const sign = signRsa(signedText(parameters), keys.privateKey);
    const form = Object.entries({ ...parameters, sign }).filter(([, value]) => value);
    return new URLSearchParams(form as [string, string][]).toString();
  }
}

/** What is not signed by Alipay may have been said by anybody. */
function read(text: string, method: string, publicKey: string): AlipayAnswer | Unknown {
  const whole = readObject(text);
  const name = [`${method.replaceAll('.', '_')}_response`, 'error_response'].find((member) =>
    isObject(whole?.[member]),
  );
  const signed = name && memberText(text, name);
  const members = name ? (whole?.[name] as Members) : undefined;
  if (!signed || !members) return unknown('unintelligible');
  if (!verifyRsa(signed, String(whole?.sign ?? ''), publicKey)) return unknown('unauthorised');
  const code = String(members.code);
  // 20000: the service failed; 20001: our authorisation; neither says what became of the money.
  if (code === '20000') return unknown('unavailable');
  if (code === '20001') return unknown('unauthorised');
  return { outcome: 'answered', code, subCode: String(members.sub_code ?? ''), members };
}
