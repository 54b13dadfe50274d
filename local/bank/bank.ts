/** The sandbox bank on 127.0.0.1: its ledger, its HTTP door and the callbacks it sends. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signedHeaders } from '../../lambdas/adapters/sandbox-bank-signature';
import type { Clock } from '../clock';
import type { StandingOrder } from './behaviour';
import { createDoor } from './door';
import type { Instruction, Notice } from './instructions';
import { fileJournal, noJournal } from './journal';
import { BankLedger } from './ledger';

export interface SandboxBankOptions {
  readonly clock: Clock;
  /** Shared with the adapter through its secret. */
  readonly signingKey: string;
  /** 0 takes any free port. */
  readonly port?: number;
  /** Keeps accounts and instructions in this folder; without it they live in memory. */
  readonly dataDirectory?: string;
  readonly decideAfterMillis?: number;
}

export interface SandboxBank {
  /** For example http://127.0.0.1:49152, without a final slash. */
  readonly url: string;
  /** Where callbacks go. Until it is set they fail and are tried again. */
  registerCallbackUrl(url: string): void;
  /** Tells how to treat the next new instructions. */
  order(order: StandingOrder): void;
  clearOrders(): void;
  overview(): {
    readonly orders: readonly StandingOrder[];
    readonly instructions: readonly Instruction[];
  };
  /** The day's statement, undefined until the day has ended. */
  statement: BankLedger['statement'];
  /** When no callback is under way; those waiting for their time do not count. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export async function startSandboxBank(options: SandboxBankOptions): Promise<SandboxBank> {
  const { clock, signingKey } = options;
  const underWay = new Set<Promise<unknown>>();
  let callbackUrl: string | undefined;
  let closed = false;

  const deliver = (notice: Notice, attempt: number): Promise<boolean> => {
    if (callbackUrl === undefined || closed) return Promise.resolve(false);
    const sending = postCallback(callbackUrl, signingKey, notice, attempt, clock.now());
    underWay.add(sending);
    return sending.finally(() => underWay.delete(sending));
  };

  const ledger = new BankLedger({
    clock,
    signingKey,
    journal: options.dataDirectory ? fileJournal(options.dataDirectory) : noJournal,
    decideAfterMillis: options.decideAfterMillis ?? 200,
    deliver,
  });
  const server = createServer(createDoor(ledger, signingKey, clock));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    registerCallbackUrl: (url) => {
      callbackUrl = url;
    },
    order: (order) => ledger.plan.add(order),
    clearOrders: () => ledger.plan.clear(),
    overview: () => ({ orders: ledger.plan.standing(), instructions: ledger.all() }),
    statement: (date) => ledger.statement(date),
    settled: async () => {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
    close: async () => {
      closed = true;
      ledger.stop();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** True if the callback was answered 2xx in time. */
async function postCallback(
  url: string,
  signingKey: string,
  notice: Notice,
  attempt: number,
  nowEpochMillis: number,
): Promise<boolean> {
  const body = JSON.stringify(notice);
  // Derived, so that a run with the same instructions sends the same bytes.
  const nonce = createHash('sha256')
    .update(`${notice.eventId} ${attempt}`)
    .digest('hex')
    .slice(0, 32);
  const headers = signedHeaders(signingKey, { nonce, purpose: 'callback', body, nowEpochMillis });
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(30_000),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
