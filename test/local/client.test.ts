/** The typed client speaks the contract: its types refuse what the API would refuse. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { routes } from '../../lambdas/contract/routes';
import { type Client, createClient } from '../../local/client';

const orderId = `ord_${'a'.repeat(26)}`;
const loanId = `loan_${'a'.repeat(26)}`;
const repayment = {
  repaymentId: `rep_${'b'.repeat(26)}`,
  loanId,
  kind: 'amount',
  amountFen: 700,
  status: 'pending',
  createdAt: '2026-11-22T10:00:00Z',
} as const;

describe('client', () => {
  let server: Server;
  let client: Client;
  let seen: { request: IncomingMessage; body: string }[];
  let answer: { status: number; body: unknown };

  beforeEach(async () => {
    seen = [];
    server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      seen.push({ request, body });
      response.writeHead(answer.status).end(JSON.stringify(answer.body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    client = createClient({ baseUrl, token: 't' });
  });
  afterEach(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );

  it('has a method for every route of the contract', () => {
    expect(Object.keys(client).sort()).toEqual(routes.map((route) => route.operationId).sort());
  });

  it('sends parameters, body, token and key where they belong', async () => {
    answer = { status: 202, body: repayment };
    const bankCardId = `card_${'c'.repeat(26)}`;
    const created = await client.createRepayment({
      params: { loanId },
      body: { kind: 'amount', amountFen: 700, bankCardId },
      idempotencyKey: 'key-0000000000000001',
    });

    expect(created).toEqual({ problem: false, status: 202, body: repayment });
    expect(seen[0]?.request).toMatchObject({
      method: 'POST',
      url: `/loans/${loanId}/repayments`,
      headers: {
        authorization: 'Bearer t',
        'idempotency-key': 'key-0000000000000001',
        'content-type': 'application/json',
      },
    });
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ kind: 'amount', amountFen: 700, bankCardId });
  });

  it('sends a query, leaving out what is undefined', async () => {
    answer = { status: 200, body: { loans: [] } };
    await client.listLoans({ query: { cursor: 'a b&c' } });
    await client.listLoans({ query: { cursor: undefined } });
    await client.listLoans();

    expect(seen.map(({ request }) => request.url)).toEqual([
      '/loans?cursor=a+b%26c',
      '/loans',
      '/loans',
    ]);
  });

  it('chooses a key of its own for idempotent routes only', async () => {
    answer = { status: 202, body: repayment };
    const body = { kind: 'payoff', bankCardId: `card_${'c'.repeat(26)}` } as const;
    await client.createRepayment({ params: { loanId }, body });
    answer = { status: 200, body: { loans: [] } };
    await client.listLoans();

    expect(seen[0]?.request.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
    expect(seen[1]?.request.headers['idempotency-key']).toBeUndefined();
  });

  it('answers a refusal as a value with its closed code', async () => {
    const body = {
      type: 'urn:sunlend:problem:not_found',
      title: 'Nothing here.',
      titleZh: '未找到。',
      status: 404,
      code: 'not_found',
      requestId: 'r',
    };
    answer = { status: 404, body };
    const found = await client.getOrder({ params: { orderId } });

    expect(found).toEqual({ problem: true, status: 404, body });
    if (found.problem) expect(found.body.code).toBe('not_found');
    else throw new Error('it should be refused');
  });

  it.each([
    [200, { orderId }],
    [200, { message: 'ok' }],
    [418, { message: 'teapot' }],
    [404, { message: 'Missing Authentication Token' }],
  ])('throws when the API breaks its contract: %i %p', async (status, body) => {
    answer = { status, body };

    await expect(client.getOrder({ params: { orderId } })).rejects.toThrow();
  });

  it('does not compile what the contract refuses', () => {
    const calls = () => {
      // @ts-expect-error the order's id is missing
      void client.getOrder({});
      // @ts-expect-error no such purpose
      void client.submitOrder({ body: { quoteId: '', bankCardId: '', purpose: 'gambling' } });
      // @ts-expect-error listing products takes no body
      void client.listProducts({ body: {} });
      // @ts-expect-error no such operation
      void client.printMoney({});
      // @ts-expect-error an answer may be a problem
      void client.listProducts().then(({ body }) => body.products);
      void client.listProducts().then((found) => (found.problem ? 0 : found.body.products.length));
    };
    expect(calls).toBeInstanceOf(Function);
  });
});
