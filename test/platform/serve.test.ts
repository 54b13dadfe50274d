/** Serving a route: nothing but the contract comes in or goes out, and failures tell nothing. */
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import * as z from 'zod';
import { MemoryStore } from '../../lambdas/adapters/memory-store';
import { route } from '../../lambdas/contract/route';
import { type Store, UncertainWriteError } from '../../lambdas/core/ports/store';
import { answer, type Operation, refuse, serve } from '../../lambdas/platform/serve';

const weigh = route({
  operationId: 'weighThing',
  capability: 'orders',
  method: 'POST',
  path: '/things',
  access: ['borrower'],
  idempotent: true,
  summary: 'Weighs a thing',
  params: z.strictObject({ thingId: z.string().max(8) }),
  query: z.strictObject({ unit: z.enum(['gram']).optional() }),
  body: z.strictObject({ grams: z.int().min(1).max(1_000) }),
  responses: { 201: z.strictObject({ grams: z.int() }) },
});
type Weighing = Operation<typeof weigh, { store: Store }>;

const now = Date.parse('2026-11-22T17:00:00Z');
const weighs: Weighing = async ({ body }) => answer(201, { grams: body.grams });

describe('a request', () => {
  it('is given to the operation read, typed, dated in China, and answered', async () => {
    let told: unknown;
    const reply = await ask({}, async (request) => {
      told = request;
      return answer(201, { grams: request.body.grams });
    });

    expect(reply).toEqual({
      status: 201,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
      body: { grams: 5 },
    });
    expect(told).toMatchObject({
      params: { thingId: 'apple' },
      query: {},
      body: { grams: 5 },
      rawBody: '{"grams":5}',
      caller: { id: 'cus_1', role: 'borrower', sessionId: 'ses_1' },
      sourceIp: '192.0.2.1',
      now,
      today: '2026-11-23',
      requestId: 'request-1',
    });
  });

  it.each<[string, number, Partial<APIGatewayProxyEvent>]>([
    ['malformed_body', 400, { body: '{"grams":' }],
    ['malformed_body', 400, { body: '\u0000' }],
    ['validation_failed', 400, { body: '{"grams":5,"colour":"red"}' }],
    ['validation_failed', 400, { body: '{"grams":5,"__proto__":{}}' }],
    ['validation_failed', 400, { body: '{"grams":1e999}' }],
    ['validation_failed', 400, { body: '[]' }],
    ['validation_failed', 400, { body: '"text"' }],
    ['validation_failed', 400, { body: null }],
    ['validation_failed', 400, { queryStringParameters: { unit: 'stone' } }],
    ['validation_failed', 400, { queryStringParameters: { page: '1' } }],
    ['validation_failed', 400, { pathParameters: { thingId: 'x'.repeat(9) } }],
    ['validation_failed', 400, { pathParameters: null }],
    ['unsupported_media_type', 415, { headers: headers({ 'content-type': 'text/xml' }) }],
    ['unsupported_media_type', 415, { headers: headers({ 'content-type': 'application/jsonp' }) }],
    ['idempotency_key_missing', 400, { headers: {} }],
    ['validation_failed', 400, { headers: headers({ 'idempotency-key': 'a b c d e f g h i' }) }],
    ['validation_failed', 400, { headers: headers({ 'idempotency-key': 'key-00000000015' }) }],
  ])('is refused as %s (%d) for %j', async (code, status, changes) => {
    const reply = await ask(changes, () => Promise.reject(new Error('never run')));

    expect(reply).toMatchObject({ status, body: { code } });
  });

  it.each(['application/json', 'Application/JSON; charset=utf-8', 'application/problem+json'])(
    'of type %s is read',
    async (type) => {
      expect((await ask({ headers: headers({ 'Content-Type': type }) }, weighs)).status).toBe(201);
    },
  );

  it('may come in base 64', async () => {
    const body = Buffer.from('{"grams":7}').toString('base64');

    expect((await ask({ body, isBase64Encoded: true }, weighs)).body).toEqual({ grams: 7 });
  });

  it('is named as wrong by place and kind, never by value', async () => {
    const reply = await ask({ body: '{"grams":"6222020200001111119"}' }, weighs);

    expect(reply.body.fields).toEqual([{ path: 'body.grams', reason: 'invalid_type' }]);
    expect(JSON.stringify(reply)).not.toContain('6222');
  });

  it('with very many mistakes is answered shortly', async () => {
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`member${n}`, n]));
    const reply = await ask({ body: JSON.stringify(many) }, weighs);

    expect(reply.status).toBe(400);
    expect(JSON.stringify(reply.body).length).toBeLessThan(10_000);
  });

  it('needs the authorizer’s word for who asks, and in which role', async () => {
    const as = (authorizer?: object) =>
      ({ requestContext: { ...context(), authorizer } }) as Partial<APIGatewayProxyEvent>;
    const replies = await Promise.all(
      [as(), as({}), as({ role: 'borrower' }), as({ subject: 'x', role: 'king' })].map((each) =>
        ask(each, weighs),
      ),
    );

    expect(replies.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    const reviewer = await ask(as({ subject: 'stf_1', role: 'reviewer' }), weighs);
    expect(reviewer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });
});

describe('a failure', () => {
  it('of the operation is a 500 that says nothing of it', async () => {
    const reply = await ask({}, () => Promise.reject(new Error('card 6222 of 孙小满')));

    expect(reply).toMatchObject({ status: 500, body: { code: 'internal' } });
    expect(JSON.stringify(reply)).not.toMatch(/6222|孙/);
  });

  it('to keep the contract is ours, and goes out as nothing but that', async () => {
    const unpromised = (async () => answer(200, { grams: 1 })) as unknown as Weighing;
    const leaking = (async () =>
      answer(201, { grams: 1, owner: '孙' } as never)) as unknown as Weighing;

    for (const operation of [unpromised, leaking]) {
      const reply = await ask({}, operation);
      expect(reply).toMatchObject({ status: 500, body: { code: 'internal' } });
      expect(JSON.stringify(reply)).not.toContain('孙');
    }
  });

  it('that leaves open whether it was written asks for another try', async () => {
    const reply = await ask({}, () => Promise.reject(new UncertainWriteError('lost')));

    expect(reply).toMatchObject({ status: 503, body: { code: 'unavailable' } });
  });
});

describe('an idempotent operation', () => {
  it('runs once per key and answers as it did, though it would answer otherwise now', async () => {
    const store = new MemoryStore();
    const weighing: Weighing = async ({ body, remember }) => {
      const reply = { status: 201, body: { grams: body.grams } };
      await store.commit([...remember(reply)]);
      return answer(reply.status, reply.body);
    };
    await ask({}, weighing, store);

    expect(await ask({}, async () => refuse('not_found'), store)).toMatchObject({
      status: 201,
      body: { grams: 5 },
    });
    expect(await ask({ body: '{"grams":6}' }, weighing, store)).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
  });

  it('that was carried out elsewhere meanwhile answers with what was done there', async () => {
    const store = new MemoryStore();
    const overtaken: Weighing = async ({ remember }) => {
      await store.commit([...remember({ status: 201, body: { grams: 9 } })]);
      return refuse('conflict');
    };

    expect(await ask({}, overtaken, store)).toMatchObject({ status: 201, body: { grams: 9 } });
  });

  it('keeps the keys of different callers apart', async () => {
    const store = new MemoryStore();
    const weighing: Weighing = async ({ remember, caller }) => {
      const grams = caller.id === 'cus_1' ? 1 : 2;
      await store.commit([...remember({ status: 201, body: { grams } })]);
      return answer(201, { grams });
    };
    const other = { ...context(), authorizer: { subject: 'cus_2', role: 'borrower' } };
    await ask({}, weighing, store);

    expect((await ask({ requestContext: other as never }, weighing, store)).body).toEqual({
      grams: 2,
    });
  });
});

async function ask(
  changes: Partial<APIGatewayProxyEvent>,
  operation: Weighing,
  store: Store = new MemoryStore(),
) {
  const handler = serve(weigh)
    .using({ store: () => store })
    .with(operation)
    .over(
      () => ({ store }),
      () => now,
    );
  const event = { ...anEvent(), ...changes } as APIGatewayProxyEvent;
  const reply = await handler(event, { awsRequestId: 'aws' } as Context);
  return { status: reply.statusCode, headers: reply.headers, body: JSON.parse(reply.body) };
}

const anEvent = () => ({
  body: '{"grams":5}',
  isBase64Encoded: false,
  headers: headers(),
  pathParameters: { thingId: 'apple' },
  queryStringParameters: null,
  requestContext: context(),
});

function headers(changes: Record<string, string> = {}): Record<string, string> {
  return { 'idempotency-key': 'key-0000000000000001', ...changes };
}

function context() {
  return {
    requestId: 'request-1',
    identity: { sourceIp: '192.0.2.1' },
    authorizer: { subject: 'cus_1', role: 'borrower', sessionId: 'ses_1' },
  };
}
