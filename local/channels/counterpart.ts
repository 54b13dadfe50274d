/** The other side of a payment channel on 127.0.0.1: the sandbox bank's ledger behind a dialect. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { CardHolder } from '../../lambdas/core/ports/payment-channel';
import type { StandingOrder } from '../bank/behaviour';
import type { Notice } from '../bank/instructions';
import { noJournal } from '../bank/journal';
import { BankLedger } from '../bank/ledger';
import type { Clock } from '../clock';

export interface Heard {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Said {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** Close the connection instead of answering. */
  readonly hangUp?: boolean;
}

export interface Callback {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Agreements as borrowers sign and end them in the wallet's app; undefined: never started. */
export interface AgreementBook {
  sign(agreementId: string, accountToken: string): Callback | undefined;
  end(agreementId: string): Callback | undefined;
}

/** How one provider speaks: its wire format, its signatures, its words for an outcome. */
export interface Dialect {
  answer(heard: Heard, ownUrl: string): Said;
  callback(notice: Notice, attempt: number): Callback;
  /** What an account is called once the borrower has agreed; banks give it when a card is shown. */
  agree?(accountToken: string): string;
  readonly agreements?: AgreementBook;
}

export interface CounterpartOptions {
  readonly clock: Clock;
  readonly speak: (ledger: BankLedger) => Dialect;
  readonly decideAfterMillis?: number;
  /** Mutual TLS: PEM of the server, and of the authority that clients' certificates come from. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly ca: string };
}

export interface Counterpart {
  readonly url: string;
  registerCallbackUrl(url: string): void;
  order(order: StandingOrder): void;
  /** A borrower agrees to be paid and debited here. */
  agree(holder: CardHolder): string;
  /** A borrower signs a started agreement in the app, or ends a signed one: was it heard? */
  sign(agreementId: string, holder: CardHolder): Promise<boolean>;
  unsign(agreementId: string): Promise<boolean>;
  close(): Promise<void>;
}

export const hungUp: Said = { status: 503, body: '', hangUp: true };

export async function startCounterpart(options: CounterpartOptions): Promise<Counterpart> {
  const { clock, speak, tls, decideAfterMillis = 200 } = options;
  let callbackUrl: string | undefined;
  const ledger: BankLedger = new BankLedger({
    clock,
    signingKey: 'fingerprints',
    journal: noJournal,
    decideAfterMillis,
    deliver: async (notice, attempt) =>
      callbackUrl !== undefined && post(callbackUrl, dialect.callback(notice, attempt)),
  });
  const dialect = speak(ledger);
  let ownUrl = '';
  const listener = async (request: IncomingMessage, response: ServerResponse) =>
    say(response, dialect.answer(await hear(request), ownUrl));
  const server = tls
    ? createTlsServer({ ...tls, requestCert: true, rejectUnauthorized: true }, listener)
    : createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const agree = (holder: CardHolder): string => {
    const accountToken = ledger.verifyCard(holder);
    if (!accountToken) throw new Error('this card belongs to somebody else');
    return dialect.agree?.(accountToken) ?? accountToken;
  };
  const tell = async (callback: Callback | undefined): Promise<boolean> =>
    callback !== undefined && callbackUrl !== undefined && post(callbackUrl, callback);
  const { port } = server.address() as AddressInfo;
  ownUrl = `${tls ? 'https://localhost' : 'http://127.0.0.1'}:${port}`;
  return {
    url: ownUrl,
    registerCallbackUrl: (url) => {
      callbackUrl = url;
    },
    order: (order) => ledger.plan.add(order),
    agree,
    sign: (agreementId, holder) => tell(dialect.agreements?.sign(agreementId, agree(holder))),
    unsign: (agreementId) => tell(dialect.agreements?.end(agreementId)),
    close: async () => {
      ledger.stop();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

async function hear(request: IncomingMessage): Promise<Heard> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

function say(response: ServerResponse, said: Said): void {
  if (said.hangUp) {
    response.destroy();
    return;
  }
  response.writeHead(said.status, { 'content-type': 'application/json', ...said.headers });
  response.end(said.body);
}

async function post(url: string, { headers, body }: Callback): Promise<boolean> {
  try {
    const response = await fetch(url, { method: 'POST', headers, body });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
