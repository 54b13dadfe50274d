/** Tencent Cloud's SendSms on a laptop: signatures are verified, approved templates filled in. */
import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Outbox } from './outbox';

export interface TencentSmsOptions {
  readonly outbox: Outbox;
  readonly secretId: string;
  readonly secretKey: string;
  readonly sdkAppId: string;
  readonly signName: string;
  /** Approved texts with {1}, {2} … by template id. */
  readonly templates: Readonly<Record<string, string>>;
  readonly now: () => number;
}

export interface TencentSms {
  readonly url: string;
  /** The next call is answered with this error. */
  failNext(code: string): void;
  /** The next message is not accepted, though the call is. */
  refuseNext(code: string): void;
  close(): Promise<void>;
}

interface SendSms {
  readonly PhoneNumberSet: readonly string[];
  readonly SmsSdkAppId: string;
  readonly SignName: string;
  readonly TemplateId: string;
  readonly TemplateParamSet: readonly string[];
}

/** Listens on 127.0.0.1. */
export async function startTencentSms(options: TencentSmsOptions): Promise<TencentSms> {
  const failing: string[] = [];
  const refusing: string[] = [];
  const server = createServer(async (request, response) => {
    const body = await textOf(request);
    const code = failing.shift() ?? complaint(options, request, body);
    const answer = code
      ? { Error: { Code: code, Message: 'refused' } }
      : send(options, JSON.parse(body) as SendSms, refusing.shift());
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ Response: { ...answer, RequestId: 'local' } }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    failNext: (code) => void failing.push(code),
    refuseNext: (code) => void refusing.push(code),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(
  { outbox, sdkAppId, signName, templates }: TencentSmsOptions,
  sms: SendSms,
  refused?: string,
) {
  const { PhoneNumberSet: [phone = ''] = [], TemplateParamSet = [] } = sms;
  if (sms.SmsSdkAppId !== sdkAppId)
    return { Error: { Code: 'UnauthorizedOperation.SmsSdkAppIdVerifyFail', Message: 'refused' } };
  const template = sms.SignName === signName ? templates[sms.TemplateId] : undefined;
  if (template === undefined)
    return { Error: { Code: 'FailedOperation.TemplateIncorrectOrUnapproved', Message: 'refused' } };
  const text = template.replace(/\{(\d)\}/g, (_, n) => TemplateParamSet[Number(n) - 1] ?? '');
  const code = refused ?? 'Ok';
  if (code === 'Ok') outbox.deliver(phone, `【${signName}】${text}`);
  return { SendStatusSet: [{ PhoneNumber: phone, Code: code }] };
}

/** What is wrong with a call before anybody looks at what it asks for. */
function complaint(
  { secretId, secretKey, now }: TencentSmsOptions,
  { headers }: IncomingMessage,
  body: string,
): string | undefined {
  const timestamp = Number(headers['x-tc-timestamp']);
  if (Math.abs(now() / 1000 - timestamp) > 300) return 'AuthFailure.SignatureExpire';
  const [, id, date = '', service = '', names = '', signature] =
    /^TC3-HMAC-SHA256 Credential=([^/]+)\/([^/]+)\/([^/]+)\/tc3_request, SignedHeaders=([^,]+), Signature=(\w+)$/.exec(
      headers.authorization ?? '',
    ) ?? [];
  if (id !== secretId) return 'AuthFailure.SecretIdNotFound';
  const signed = names.split(';').map((name) => `${name}:${hostOf(name, headers)}\n`);
  const canonical = ['POST', '/', '', signed.join(''), names, digest(body)].join('\n');
  const scope = `${date}/${service}/tc3_request`;
  const text = `TC3-HMAC-SHA256\n${timestamp}\n${scope}\n${digest(canonical)}`;
  const keys = [date, service, 'tc3_request'];
  const key = keys.reduce<Buffer>((k, part) => mac(k, part), Buffer.from(`TC3${secretKey}`));
  return mac(key, text).toString('hex') === signature ? undefined : 'AuthFailure.SignatureFailure';
}

/** The laptop stands in for the host that was signed. */
const hostOf = (name: string, headers: IncomingMessage['headers']): string =>
  name === 'host' ? 'sms.tencentcloudapi.com' : String(headers[name] ?? '').trim();

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const mac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
