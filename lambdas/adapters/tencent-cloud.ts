/** Calls Tencent Cloud's API 3.0, signed with TC3-HMAC-SHA256: what its SDK does, in one screen. */
import { createHash, createHmac } from 'node:crypto';

export interface TencentCloudKey {
  readonly secretId: string;
  readonly secretKey: string;
}

export interface TencentCloudCall {
  /** For example `sms`; it stands in the host's name and in the signature. */
  readonly service: string;
  readonly action: string;
  /** For example 2021-01-11. */
  readonly version: string;
  readonly region: string;
  readonly payload: unknown;
  /** How long to wait for the answer; five seconds unless told. */
  readonly patienceMillis?: number;
}

/** The service's own error; the message may quote what was sent and is not kept. */
export class TencentCloudError extends Error {
  override readonly name = 'TencentCloudError';
  constructor(readonly code: string) {
    super(`Tencent Cloud answered ${code}`);
  }
}

/** Long enough for a slow answer, short enough for a function that waits for it. */
const patienceMillis = 5_000;

export interface TencentCloudOptions {
  readonly key: () => Promise<TencentCloudKey>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Where the service is; tests point elsewhere. */
  readonly endpoint?: (host: string) => string;
}

export class TencentCloud {
  constructor(private readonly options: TencentCloudOptions) {}

  /**
   * The answer's `Response`. Throws TencentCloudError, or what fetch throws when nobody
   * answers.
   */
  async call(call: TencentCloudCall): Promise<Readonly<Record<string, unknown>>> {
    const { key, now, endpoint = (host) => `https://${host}` } = this.options;
    const host = `${call.service}.tencentcloudapi.com`;
    const body = JSON.stringify(call.payload);
    const timestamp = Math.floor(now() / 1000);
    const answer = await fetch(endpoint(host), {
      method: 'POST',
      headers: {
        authorization: authorization(await key(), { host, body, timestamp, ...call }),
        'content-type': contentType,
        'x-tc-action': call.action,
        'x-tc-version': call.version,
        'x-tc-region': call.region,
        'x-tc-timestamp': String(timestamp),
      },
      body,
      signal: AbortSignal.timeout(call.patienceMillis ?? patienceMillis),
    });
    if (!answer.ok) throw new TencentCloudError(`InternalError.Http${answer.status}`);
    const { Response: response } = (await answer.json()) as { Response: Answer };
    if (response.Error) throw new TencentCloudError(response.Error.Code);
    return response;
  }
}

type Answer = Readonly<Record<string, unknown>> & { readonly Error?: { readonly Code: string } };

const contentType = 'application/json; charset=utf-8';
const signedHeaders = 'content-type;host';

export interface ToSign {
  readonly service: string;
  readonly host: string;
  readonly body: string;
  /** Seconds since the epoch. */
  readonly timestamp: number;
}

/** The Authorization header (Tencent Cloud, "Signature Method v3"). */
export function authorization(
  { secretId, secretKey }: TencentCloudKey,
  { service, host, body, timestamp }: ToSign,
): string {
  const date = new Date(timestamp * 1000).toISOString().slice(0, 10);
  const scope = `${date}/${service}/tc3_request`;
  const headers = `content-type:${contentType}\nhost:${host}\n`;
  const request = ['POST', '/', '', headers, signedHeaders, sha256(body)].join('\n');
  const text = ['TC3-HMAC-SHA256', timestamp, scope, sha256(request)].join('\n');
  const signingKey = hmac(hmac(hmac(`TC3${secretKey}`, date), service), 'tc3_request');
  const signature = createHmac('sha256', signingKey).update(text).digest('hex');
  const credential = `Credential=${secretId}/${scope}`;
  return `TC3-HMAC-SHA256 ${credential}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer =>
  createHmac('sha256', key).update(text).digest();
