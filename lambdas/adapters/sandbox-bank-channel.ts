/** The payment channel port over the sandbox bank's HTTP interface. */
import { randomUUID } from 'node:crypto';
import type {
  CardChannel,
  CardHolder,
  CardVerification,
  ChannelNotice,
  InstructionQuery,
  NoticeRejection,
  PaymentInstruction,
  RefundInstruction,
  SentInstruction,
  Statement,
  Submission,
  Unknown,
} from '../core/ports/payment-channel';
import { failure, type Result, success } from '../core/result';
import {
  readAccountToken,
  readCode,
  readEntries,
  readInstruction,
  readNotice,
  readRefusal,
} from './sandbox-bank-answers';
import { checkSignature, signatureHeaders, signedHeaders } from './sandbox-bank-signature';

export interface SandboxBankOptions {
  /** Without a final slash. */
  readonly url: string;
  /** The key shared with the bank, from Secrets Manager; asked for with every message. */
  readonly signingKey: () => Promise<string>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly nonce?: () => string;
  /** How long an answer may take. */
  readonly timeoutMillis?: number;
}

interface Answer {
  readonly outcome: 'answered';
  readonly status: number;
  readonly body: unknown;
}

const unknown = (reason: Unknown['reason']): Unknown => ({ outcome: 'unknown', reason });

export class SandboxBankChannel implements CardChannel {
  readonly name = 'sandbox';
  readonly acknowledgement = {
    contentType: 'application/json',
    body: '{"received":true}',
  } as const;

  constructor(private readonly options: SandboxBankOptions) {}

  disburse(instruction: PaymentInstruction): Promise<Submission> {
    return this.submit('/v1/transfers', instruction);
  }

  collect(instruction: PaymentInstruction): Promise<Submission> {
    return this.submit('/v1/debits', instruction);
  }

  /** The bank knows what the collection brought. */
  refund({ collectedFen: _, ...instruction }: RefundInstruction): Promise<Submission> {
    return this.submit('/v1/refunds', instruction);
  }

  async verifyCard(holder: CardHolder): Promise<CardVerification> {
    const { name, idNumber, cardNumber, phone } = holder;
    const body = { name, idNumber, cardNumber, phone };
    const answer = await this.send('POST', '/v1/card-verifications', body);
    if (answer.outcome === 'unknown') return answer;
    // What no bank could read as a card and its holder is nobody's card.
    if (readCode(answer.body) === 'malformed') return { outcome: 'notMatched' };
    if (answer.status !== 200) return unknown('unintelligible');
    const accountToken = readAccountToken(answer.body);
    if (accountToken === undefined) return unknown('unintelligible');
    return accountToken === null ? { outcome: 'notMatched' } : { outcome: 'matched', accountToken };
  }

  async query({ instructionId }: SentInstruction): Promise<InstructionQuery> {
    const answer = await this.send('GET', `/v1/instructions/${encodeURIComponent(instructionId)}`);
    if (answer.outcome === 'unknown') return answer;
    // Any other 404 comes from a wrong address, which says nothing about the instruction.
    if (answer.status === 404 && readCode(answer.body) === 'instructionUnknown') {
      return { outcome: 'notFound' };
    }
    const read = answer.status === 200 ? readInstruction(answer.body) : undefined;
    if (read?.instructionId !== instructionId) return unknown('unintelligible');
    return { outcome: 'found', amountFen: read.amountFen, instruction: read.instruction };
  }

  async parseCallback(
    rawBody: string,
    headers: Readonly<Record<string, string | undefined>>,
    nowEpochMillis: number,
  ): Promise<Result<ChannelNotice, NoticeRejection>> {
    const header = (name: string) =>
      Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1] ?? '';
    const check = checkSignature(
      await this.options.signingKey(),
      {
        timestamp: header(signatureHeaders.timestamp),
        nonce: header(signatureHeaders.nonce),
        purpose: 'callback',
        body: rawBody,
      },
      header(signatureHeaders.signature),
      nowEpochMillis,
    );
    if (check !== 'valid') return failure(check);
    const notice = readNotice(parseJson(rawBody));
    return notice ? success(notice) : failure('malformed');
  }

  async statement(date: string): Promise<Statement> {
    const answer = await this.send('GET', `/v1/statements/${encodeURIComponent(date)}`);
    if (answer.outcome === 'unknown') return answer;
    if (readCode(answer.body) === 'statementNotReady') return { outcome: 'notReady' };
    const entries = answer.status === 200 ? readEntries(answer.body) : undefined;
    return entries ? { outcome: 'ready', entries } : unknown('unintelligible');
  }

  private async submit(
    path: string,
    instruction: PaymentInstruction & { readonly collectionId?: string },
  ): Promise<Submission> {
    const { instructionId, accountToken, amountFen, collectionId } = instruction;
    const content = { instructionId, accountToken, amountFen, collectionId };
    const answer = await this.send('POST', path, content);
    if (answer.outcome === 'unknown') return answer;
    const refused = answer.status >= 400 ? readRefusal(answer.body) : undefined;
    if (refused) return { outcome: 'refused', code: refused };
    const read = answer.status === 202 ? readInstruction(answer.body) : undefined;
    if (read?.instructionId !== instructionId || read.amountFen !== amountFen) {
      return unknown('unintelligible');
    }
    return { outcome: 'accepted', instruction: read.instruction };
  }

  private async send(method: string, path: string, content?: object): Promise<Answer | Unknown> {
    const body = content === undefined ? '' : JSON.stringify(content);
    const headers = signedHeaders(await this.options.signingKey(), {
      nonce: (this.options.nonce ?? randomUUID)(),
      purpose: `${method} ${path}`,
      body,
      nowEpochMillis: this.options.now(),
    });
    try {
      const response = await fetch(`${this.options.url}${path}`, {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        // A redirect would carry a card number to an address nobody configured.
        redirect: 'error',
        signal: AbortSignal.timeout(this.options.timeoutMillis ?? 5_000),
        ...(content && { body }),
      });
      return classify(response.status, parseJson(await response.text()));
    } catch (error) {
      return unknown(isTimeout(error) ? 'timeout' : 'unreachable');
    }
  }
}

/** By name: the error of an abort signal may be of another realm's class. */
const isTimeout = (error: unknown): boolean =>
  (error as { name?: unknown } | undefined)?.name === 'TimeoutError';

/** A refused signature or a bank that is down says nothing about the instruction. */
function classify(status: number, body: unknown): Answer | Unknown {
  if (status === 401 || status === 403) return unknown('unauthorised');
  if (status === 408 || status === 429 || status >= 500) return unknown('unavailable');
  return { outcome: 'answered', status, body };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
