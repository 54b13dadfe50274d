/** Whatever is sent, the gateway answers: with the function's answer or with a refusal of 4xx. */
import { request as httpRequest } from 'node:http';
import fc from 'fast-check';
import { aMethod, closeGateways, type GatewayUnderTest, openGateway } from './rest-api';

const model = { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] };
let gateway: GatewayUnderTest;

beforeAll(async () => {
  const guarded = { validatesBody: true, requestModels: { 'application/json': model } };
  gateway = await openGateway([
    aMethod('POST', '/orders/{orderId}', guarded),
    aMethod('GET', '/orders'),
  ]);
});
afterAll(closeGateways);

const treacherous = fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty');
const text = fc.oneof(treacherous, fc.string(), fc.string({ unit: 'binary' }), fc.constant('%zz'));
const isSendable = (path: string) => /^[\x21-\x7e]*$/.test(path);
const path = fc
  .array(fc.oneof(fc.constantFrom('orders', '..', '', '%2e', '%00'), text.map(encodeURIComponent)))
  .map((parts) => `/${parts.join('/')}`)
  .filter(isSendable);
const query = fc.array(fc.tuple(text.filter(isSendable), text.filter(isSendable))).map((pairs) =>
  pairs
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
    .replaceAll('#', ''),
);
const headers = fc.dictionary(
  fc.oneof(treacherous, fc.constantFrom('accept', 'content-type', 'x-forwarded-for', 'origin')),
  fc.oneof(treacherous, fc.constantFrom('*/*', 'application/json', 'application/json;;', ',,')),
);

/** JSON, no JSON, and what is nearly right. */
const bodies = fc.oneof(
  fc.json(),
  fc.string(),
  fc
    .record({ a: fc.oneof(fc.integer(), fc.string(), fc.double()) })
    .map((it) => JSON.stringify(it)),
);

it('answers any path, query, header and body', async () => {
  await fc.assert(
    fc.asyncProperty(path, query, headers, fc.uint8Array(), async (rawPath, search, sent, body) => {
      const status = await send(`${rawPath}?${search}`, sent, Buffer.from(body));
      expect([200, 400, 403]).toContain(status);
    }),
    { numRuns: 150 },
  );
});

it.each(['__proto__', 'constructor', 'toString'])(
  'takes %s for a name like any other',
  async (name) => {
    const before = gateway.invoked.length;
    const answer = await fetch(`${gateway.url}/orders?${name}=1&${name}=2`, {
      headers: { accept: name, 'x-a': name, ...Object.fromEntries([[name, 'h']]) },
    });
    const { event } = gateway.invoked[before]!;

    expect(answer.status).toBe(200);
    expect(Object.entries(event.queryStringParameters)).toEqual([[name, '2']]);
    expect(Object.entries(event.multiValueQueryStringParameters)).toEqual([[name, ['1', '2']]]);
    expect((await fetch(`${gateway.url}/no`, { headers: { accept: name } })).status).toBe(403);
  },
);

it.each(['application/json', 'application/json; charset=utf-8'])(
  'judges bodies of %s, however strange',
  async (contentType) => {
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        const before = gateway.invoked.length;
        const sent = { 'content-type': contentType };
        const status = await send('/orders/1', sent, Buffer.from(body), 'POST');
        const fits = fitsModel(body);
        expect([status, gateway.invoked.length - before]).toEqual(fits ? [200, 1] : [400, 0]);
      }),
      { numRuns: 100 },
    );
  },
);

function fitsModel(body: string): boolean {
  try {
    const value = JSON.parse(body);
    return typeof value === 'object' && Number.isInteger(value?.a) && !Array.isArray(value);
  } catch {
    return false;
  }
}

function send(
  target: string,
  sent: Record<string, string>,
  body: Buffer,
  method = 'GET',
): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(gateway.url);
    const options = { hostname, port, path: target, method, agent: false, headers: sent };
    const request = httpRequest(options, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    request.on('error', reject);
    request.end(body);
  });
}
