/**
 * The sandbox's data sources on 127.0.0.1. Every request is signed as those to the sandbox bank:
 *
 *   POST /v1/carrier   { subject: { name, idNumber, phone }, consentId }
 *   POST /v1/bureau    { subject: { name, idNumber, phone }, consentId }
 *   POST /v1/commerce  { subject: { phone }, consentId }
 *   POST /v1/device    { subject: { deviceId }, consentId }
 *     200 { found: true, … } or { found: false }
 *   400 malformed   401 signatureInvalid|timestampOutOfWindow   403 consentMissing   503
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as z from 'zod';
import { checkSignature, signatureHeaders } from '../../lambdas/adapters/sandbox-bank-signature';
import type { Clock } from '../clock';
import { answerOf, type SandboxSourceName, sandboxSourceNames } from './answers';
import { type SourceBehaviour, type SourceOrder, SourcePlan } from './behaviour';

const maximumBodyBytes = 16 * 1024;

const askedOf: Readonly<Record<SandboxSourceName, z.ZodType<Record<string, string>>>> = {
  carrier: personSchema(),
  bureau: personSchema(),
  commerce: z.strictObject({ phone: z.string().regex(/^1\d{10}$/) }),
  device: z.strictObject({ deviceId: z.string().min(1).max(128) }),
};

function personSchema() {
  return z.strictObject({
    name: z.string().min(1).max(60),
    idNumber: z.string().regex(/^\d{17}[\dX]$/),
    phone: z.string().regex(/^1\d{10}$/),
  });
}

const questionSchema = (name: SandboxSourceName) =>
  z.strictObject({ subject: askedOf[name], consentId: z.string().min(8).max(80).optional() });

export interface SandboxSourcesOptions {
  readonly clock: Clock;
  /** Shared with the adapters through their secret; also what answers are drawn by. */
  readonly signingKey: string;
  /** 0 takes any free port. */
  readonly port?: number;
}

export interface SandboxSources {
  readonly url: string;
  /** Tells how to treat the next questions. */
  order(order: SourceOrder): void;
  clearOrders(): void;
  /** What was ordered, and how many questions each source has answered or not. */
  overview(): {
    readonly orders: readonly SourceOrder[];
    readonly asked: Readonly<Record<SandboxSourceName, number>>;
  };
  close(): Promise<void>;
}

export async function startSandboxSources(options: SandboxSourcesOptions): Promise<SandboxSources> {
  const plan = new SourcePlan();
  const asked = { carrier: 0, bureau: 0, commerce: 0, device: 0 };
  const waiting = new Set<NodeJS.Timeout>();
  const server = createServer((request, response) => {
    void reply(request, options, plan, asked).then(({ status, body, behaviour }) => {
      if (behaviour?.mode === 'hangUp') return response.destroy();
      const timer = setTimeout(
        () => {
          waiting.delete(timer);
          send(response, status, body);
        },
        behaviour?.mode === 'slow' ? behaviour.millis : 0,
      );
      waiting.add(timer);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    order: (order) => plan.add(order),
    clearOrders: () => plan.clear(),
    overview: () => ({ orders: plan.standing(), asked: { ...asked } }),
    close: () =>
      new Promise<void>((resolve) => {
        for (const timer of waiting) clearTimeout(timer);
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly behaviour?: SourceBehaviour;
}

const refusal = (status: number, code: string): Reply => ({ status, body: { code } });

async function reply(
  request: IncomingMessage,
  { clock, signingKey }: SandboxSourcesOptions,
  plan: SourcePlan,
  asked: Record<SandboxSourceName, number>,
): Promise<Reply> {
  const text = await readBody(request);
  const header = (name: string) => String(request.headers[name] ?? '');
  const message = {
    timestamp: header(signatureHeaders.timestamp),
    nonce: header(signatureHeaders.nonce),
    purpose: `${request.method} ${request.url}`,
    body: text,
  };
  const signature = header(signatureHeaders.signature);
  const check = checkSignature(signingKey, message, signature, clock.now());
  if (check !== 'valid') return refusal(401, check);
  const name = sandboxSourceNames.find((each) => message.purpose === `POST /v1/${each}`);
  if (!name) return refusal(404, 'notFound');
  asked[name] += 1;
  const question = questionSchema(name).safeParse(parseJson(text));
  if (!question.success) return refusal(400, 'malformed');
  // Personal data is asked for under somebody's consent or not at all.
  if (!question.data.consentId) return refusal(403, 'consentMissing');
  const { subject } = question.data;
  const behaviour = plan.next(name, (subject.phone ?? subject.deviceId ?? '').slice(-4));
  if (behaviour.mode === 'down') return { ...refusal(503, 'unavailable'), behaviour };
  const body =
    behaviour.mode === 'wrong' ? { found: 'maybe' } : answerOf(name, subject, signingKey);
  return { status: 200, body, behaviour };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maximumBodyBytes) chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
