/**
 * The sandbox bank's HTTP interface. Every request is signed:
 *
 *   x-sandbox-timestamp  whole seconds since the epoch, at most 300 s from the bank's clock
 *   x-sandbox-nonce      8 to 64 characters of [A-Za-z0-9_-], used once
 *   x-sandbox-signature  hex HMAC-SHA256 over timestamp, nonce, 'METHOD /path' and the raw body,
 *                        joined by line feeds, under the shared key
 *
 *   POST /v1/transfers          { instructionId, accountToken, amountFen }   pays the borrower
 *   POST /v1/debits             the same                                     collects
 *   POST /v1/refunds            the same and { collectionId }                gives back
 *     202 { instructionId, amountFen, status: pending|succeeded|failed, failureCode?, occurredAt? }
 *     409 instructionConflict (the id stands for something else)
 *     422 accountUnknown | refundImpossible
 *   POST /v1/card-verifications { name, idNumber, cardNumber, phone }
 *     200 { matched: true, accountToken } or { matched: false }
 *   GET  /v1/instructions/{instructionId}     200 as above, 404 instructionUnknown
 *   GET  /v1/statements/{YYYY-MM-DD}          200 { date, entries }, 409 statementNotReady
 *   400 malformed   401 signatureInvalid|timestampOutOfWindow|nonceUsed   413   503
 *
 * Errors read { code }. Callbacks are signed likewise with the word 'callback' in the place of
 * 'METHOD /path': { eventId, instructionId, status, amountFen, failureCode?, occurredAt }. They
 * are sent again after 5 s, 30 s, 2 min, 10 min, 1 h, 6 h and a day until answered 2xx.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import * as z from 'zod';
import {
  checkSignature,
  replayWindowSeconds,
  signatureHeaders,
} from '../../lambdas/adapters/sandbox-bank-signature';
import type { Direction } from '../../lambdas/core/ports/payment-channel';
import type { Clock } from '../clock';
import type { BankLedger } from './ledger';

const maximumBodyBytes = 64 * 1024;
/** Who sends more than this is cut off. */
const longestHearingBytes = 16 * 1024 * 1024;

const instructionSchema = z.strictObject({
  instructionId: z.string().regex(/^[\w-]{1,80}$/),
  accountToken: z.string().regex(/^[\w-]{1,80}$/),
  amountFen: z.int().min(1).max(10_000_000_000),
});

const refundSchema = instructionSchema.extend({
  collectionId: z.string().regex(/^[\w-]{1,80}$/),
});

const cardSchema = z.strictObject({
  name: z.string().min(1).max(60),
  idNumber: z.string().regex(/^\d{17}[\dX]$/),
  cardNumber: z.string().regex(/^\d{12,19}$/),
  phone: z.string().regex(/^1\d{10}$/),
});

interface Answer {
  readonly status: number;
  readonly body?: object;
  /** Close the connection instead of answering. */
  readonly hangUp?: boolean;
}

const refusal = (status: number, code: string): Answer => ({ status, body: { code } });

export function createDoor(ledger: BankLedger, signingKey: string, clock: Clock): RequestListener {
  const nonces = new NonceBook(clock);
  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const body = await readBody(request);
    if (body === undefined) return refusal(413, 'tooLarge');
    const refused = admit(request, body, signingKey, clock, nonces);
    return refused ? refusal(401, refused) : route(ledger, request, body);
  };
  return (request, response) => {
    void answer(request)
      .catch(() => refusal(500, 'internal'))
      .then((given) => send(response, given));
  };
}

function admit(
  request: IncomingMessage,
  body: string,
  signingKey: string,
  clock: Clock,
  nonces: NonceBook,
): string | undefined {
  const header = (name: string) => String(request.headers[name] ?? '');
  const nonce = header(signatureHeaders.nonce);
  const message = {
    timestamp: header(signatureHeaders.timestamp),
    nonce,
    purpose: `${request.method} ${request.url}`,
    body,
  };
  const check = checkSignature(
    signingKey,
    message,
    header(signatureHeaders.signature),
    clock.now(),
  );
  if (check !== 'valid') return check;
  return nonces.use(nonce) ? undefined : 'nonceUsed';
}

function route(ledger: BankLedger, request: IncomingMessage, body: string): Answer {
  const [, version, collection, name] = (request.url ?? '').split('/');
  const target = `${request.method} ${version}/${collection}${name === undefined ? '' : '/'}`;
  switch (target) {
    case 'POST v1/transfers':
      return take(ledger, 'disbursement', body);
    case 'POST v1/debits':
      return take(ledger, 'collection', body);
    case 'POST v1/refunds':
      return take(ledger, 'refund', body);
    case 'POST v1/card-verifications':
      return verifyCard(ledger, body);
    case 'GET v1/instructions/': {
      const found = ledger.find(name ?? '');
      return found ? { status: 200, body: found } : refusal(404, 'instructionUnknown');
    }
    case 'GET v1/statements/':
      return statement(ledger, name ?? '');
    default:
      return refusal(404, 'notFound');
  }
}

function take(ledger: BankLedger, direction: Direction, body: string): Answer {
  const schema = direction === 'refund' ? refundSchema : instructionSchema;
  const request = schema.safeParse(parseJson(body));
  if (!request.success) return refusal(400, 'malformed');
  const taken = ledger.take(direction, request.data);
  switch (taken.outcome) {
    case 'accepted':
      return { status: 202, body: taken.view, hangUp: taken.hangUp };
    case 'conflict':
      return refusal(409, 'instructionConflict');
    case 'accountUnknown':
    case 'refundImpossible':
      return refusal(422, taken.outcome);
    case 'unavailable':
      return refusal(503, 'unavailable');
    case 'dropped':
      return { status: 503, hangUp: true };
  }
}

function verifyCard(ledger: BankLedger, body: string): Answer {
  const card = cardSchema.safeParse(parseJson(body));
  if (!card.success) return refusal(400, 'malformed');
  const accountToken = ledger.verifyCard(card.data);
  return { status: 200, body: accountToken ? { matched: true, accountToken } : { matched: false } };
}

function statement(ledger: BankLedger, date: string): Answer {
  if (!z.iso.date().safeParse(date).success) return refusal(400, 'malformed');
  const entries = ledger.statement(date);
  return entries ? { status: 200, body: { date, entries } } : refusal(409, 'statementNotReady');
}

/** Remembers each nonce for as long as its timestamp could be accepted. */
class NonceBook {
  private readonly forgetAt = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  /** False if it was used before. */
  use(nonce: string): boolean {
    const now = this.clock.now();
    for (const [old, at] of this.forgetAt) {
      if (at > now) break;
      this.forgetAt.delete(old);
    }
    if (this.forgetAt.has(nonce)) return false;
    this.forgetAt.set(nonce, now + 2 * replayWindowSeconds * 1000);
    return true;
  }
}

/** Keeps no more than the limit, but hears the sender out: it would not read a refusal before. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > longestHearingBytes) break;
    if (bytes <= maximumBodyBytes) chunks.push(chunk);
  }
  return bytes > maximumBodyBytes ? undefined : Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, answer: Answer): void {
  if (answer.hangUp) {
    response.destroy();
    return;
  }
  const text = JSON.stringify(answer.body ?? {});
  response.writeHead(answer.status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
