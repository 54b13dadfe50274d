/** A custody bank on a laptop: docs/reference/bank-custody.md over the simulated ledger. */
import { createHash } from 'node:crypto';
import {
  checkSignature,
  custodyHeaders,
  signedHeaders,
} from '../../lambdas/adapters/bank-custody/client';
import type { Algorithm } from '../../lambdas/adapters/bank-custody/signature';
import { type Members, readObject } from '../../lambdas/adapters/provider-call';
import { fenOfYuan, yuanText } from '../../lambdas/adapters/yuan-text';
import type { CardHolder, Direction } from '../../lambdas/core/ports/payment-channel';
import type { Decision, Notice } from '../bank/instructions';
import type { BankLedger } from '../bank/ledger';
import type { Clock } from '../clock';
import { type Callback, type Dialect, type Heard, hungUp, type Said } from './counterpart';

export interface CustodySide {
  readonly clock: Clock;
  readonly member: string;
  readonly algorithm: Algorithm;
  readonly memberPublicKey: string;
  readonly bankPrivateKey: string;
}

interface Reply {
  readonly status: number;
  readonly body: object;
  readonly hangUp?: boolean;
}

const refusal = (status: number, code: string): Reply => ({ status, body: { code } });

const directions: Readonly<Record<string, Direction>> = {
  payouts: 'disbursement',
  debits: 'collection',
  refunds: 'refund',
};

export const speakCustody =
  (side: CustodySide) =>
  (ledger: BankLedger): Dialect =>
    new CustodyDialect(side, ledger);

class CustodyDialect implements Dialect {
  private readonly nonces = new Set<string>();

  constructor(
    private readonly side: CustodySide,
    private readonly ledger: BankLedger,
  ) {}

  answer(heard: Heard): Said {
    const nonce = heard.headers[custodyHeaders.nonce] ?? '';
    const reply = this.complaint(heard, nonce) ?? this.route(heard);
    if (reply.hangUp) return hungUp;
    const body = JSON.stringify(reply.body);
    return { status: reply.status, headers: this.sign('answer', nonce, body), body };
  }

  callback(notice: Notice, attempt: number): Callback {
    const { eventId, instructionId, amountFen } = notice;
    const body = JSON.stringify({ eventId, ...viewOf(instructionId, amountFen, notice) });
    const nonce = createHash('sha256').update(`${eventId} ${attempt}`).digest('hex').slice(0, 32);
    const signature = this.sign('callback', nonce, body);
    return { headers: { 'content-type': 'application/json', ...signature }, body };
  }

  private complaint(heard: Heard, nonce: string): Reply | undefined {
    const { member, algorithm, memberPublicKey: publicKey, clock } = this.side;
    const signer = { member, algorithm, publicKey };
    const purpose = `${heard.method} ${heard.path}`;
    const check = checkSignature(signer, purpose, heard.headers, heard.body, clock.now());
    if (check !== 'valid' || this.nonces.has(nonce)) return refusal(401, 'signatureInvalid');
    this.nonces.add(nonce);
    return undefined;
  }

  private route({ method, path, body }: Heard): Reply {
    const [, , collection = '', name = ''] = path.split('/');
    const content = readObject(body) ?? {};
    const direction = directions[collection];
    if (method === 'POST' && direction) return this.take(direction, content);
    if (method === 'POST' && collection === 'card-checks') return this.verifyCard(content);
    if (collection === 'instructions') {
      const found = this.ledger.lookUp(name);
      return found
        ? { status: 200, body: viewOf(name, found.amountFen, found.decision) }
        : refusal(404, 'instructionUnknown');
    }
    return collection === 'statements' ? this.statement(name) : refusal(404, 'notFound');
  }

  private take(direction: Direction, content: Members): Reply {
    const { instructionId, accountToken, amount, collectionId } = content as Record<string, string>;
    const amountFen = fenOfYuan(amount);
    const payable = amountFen && amountFen <= 10_000_000_000;
    if (!instructionId || !accountToken || !payable) return refusal(400, 'malformed');
    const taken = this.ledger.take(direction, {
      instructionId,
      accountToken,
      amountFen,
      collectionId,
    });
    switch (taken.outcome) {
      case 'accepted': {
        const decision = this.ledger.lookUp(instructionId)?.decision;
        return {
          status: 202,
          body: viewOf(instructionId, amountFen, decision),
          hangUp: taken.hangUp,
        };
      }
      case 'conflict':
        return refusal(409, 'instructionConflict');
      case 'accountUnknown':
      case 'refundImpossible':
        return refusal(422, taken.outcome);
      case 'unavailable':
        return refusal(503, 'unavailable');
      case 'dropped':
        return { status: 503, body: {}, hangUp: true };
    }
  }

  private verifyCard(content: Members): Reply {
    if (!/^\d{12,19}$/.test(String(content.cardNumber))) return refusal(400, 'malformed');
    const accountToken = this.ledger.verifyCard(content as unknown as CardHolder);
    return {
      status: 200,
      body: accountToken ? { matched: true, accountToken } : { matched: false },
    };
  }

  private statement(date: string): Reply {
    const lines = this.ledger.statement(date);
    if (!lines) return refusal(409, 'statementNotReady');
    const totalFen = lines.reduce((sum, { amountFen }) => sum + amountFen, 0);
    const entries = lines.map(({ instructionId, direction, amountFen, occurredAt }) => ({
      instructionId,
      direction,
      amount: yuanText(amountFen),
      finishedAt: occurredAt,
    }));
    const body = { date, entries, count: entries.length, total: yuanText(totalFen) };
    return { status: 200, body };
  }

  private sign(purpose: string, nonce: string, body: string) {
    const { member, algorithm, bankPrivateKey: privateKey, clock } = this.side;
    const keys = { member, algorithm, privateKey };
    return signedHeaders({ keys, purpose, nonce, body, nowEpochMillis: clock.now() });
  }
}

function viewOf(instructionId: string, amountFen: number, decision: Decision | undefined) {
  const outcome = decision && {
    finishedAt: decision.occurredAt,
    ...(decision.failureCode && { reason: decision.failureCode }),
  };
  const status = decision ? decision.status.toUpperCase() : 'ACCEPTED';
  return { instructionId, amount: yuanText(amountFen), status, ...outcome };
}
