/** Tencent Cloud's API 3.0 on a laptop: signatures are verified before anybody looks at a call. */
import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TencentCloudAccount {
  readonly secretId: string;
  readonly secretKey: string;
  readonly now: () => number;
}

export interface TencentCloudService {
  readonly url: string;
  /** The next call is answered with this error. */
  failNext(code: string): void;
  close(): Promise<void>;
}

/** What a call is answered with: the content of `Response`, or an error by its code. */
export type TencentCloudAnswer = Readonly<Record<string, unknown>>;
export const refused = (code: string): TencentCloudAnswer => ({
  Error: { Code: code, Message: 'refused' },
});

/** Listens on 127.0.0.1; `answer` gets the action and what was sent with it. */
export async function startTencentCloud(
  account: TencentCloudAccount,
  answer: (action: string, input: unknown) => TencentCloudAnswer | Promise<TencentCloudAnswer>,
): Promise<TencentCloudService> {
  const failing: string[] = [];
  const server = createServer(async (request, response) => {
    const body = await textOf(request);
    const code = failing.shift() ?? complaint(account, request, body);
    const action = String(request.headers['x-tc-action']);
    const content = code ? refused(code) : await answer(action, JSON.parse(body));
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ Response: { ...content, RequestId: 'local' } }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    failNext: (code) => void failing.push(code),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const authorizationPattern = new RegExp(
  '^TC3-HMAC-SHA256 Credential=([^/]+)/([^/]+)/([^/]+)/tc3_request, ' +
    'SignedHeaders=([^,]+), Signature=(\\w+)$',
);

/** What is wrong with a call before anybody looks at what it asks for. */
function complaint(
  { secretId, secretKey, now }: TencentCloudAccount,
  { headers }: IncomingMessage,
  body: string,
): string | undefined {
  const timestamp = Number(headers['x-tc-timestamp']);
  if (Math.abs(now() / 1000 - timestamp) > 300) return 'AuthFailure.SignatureExpire';
  const [, id, date = '', service = '', names = '', signature] =
    authorizationPattern.exec(headers.authorization ?? '') ?? [];
  if (id !== secretId) return 'AuthFailure.SecretIdNotFound';
  // The laptop stands in for the host that was signed.
  const host = `${service}.tencentcloudapi.com`;
  const headerOf = (name: string) => (name === 'host' ? host : String(headers[name] ?? '').trim());
  const signed = names.split(';').map((name) => `${name}:${headerOf(name)}\n`);
  const canonical = ['POST', '/', '', signed.join(''), names, digest(body)].join('\n');
  const scope = `${date}/${service}/tc3_request`;
  const text = `TC3-HMAC-SHA256\n${timestamp}\n${scope}\n${digest(canonical)}`;
  const keys = [date, service, 'tc3_request'];
  const key = keys.reduce<Buffer>((k, part) => mac(k, part), Buffer.from(`TC3${secretKey}`));
  return mac(key, text).toString('hex') === signature ? undefined : 'AuthFailure.SignatureFailure';
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const mac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
