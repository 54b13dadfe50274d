/** Takes HTTP callbacks on 127.0.0.1, remembers them and answers as told. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedCallback {
  readonly rawBody: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly receivedAtMillis: number;
}

export interface CallbackReceiver {
  readonly url: string;
  readonly received: ReceivedCallback[];
  /** The status of the next answers; 200 when there are none left. */
  readonly statuses: number[];
  close(): Promise<void>;
}

export async function startCallbackReceiver(now = Date.now): Promise<CallbackReceiver> {
  const received: CallbackReceiver['received'] = [];
  const statuses: number[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    received.push({
      rawBody: Buffer.concat(chunks).toString('utf8'),
      headers,
      receivedAtMillis: now(),
    });
    response.writeHead(statuses.shift() ?? 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callbacks`,
    received,
    statuses,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
