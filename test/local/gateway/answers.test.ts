/** What a function answers reaches the client as API Gateway would pass it on. */
import { aMethod, closeGateways, openGateway } from './rest-api';

afterEach(closeGateways);

describe('the answer of a function', () => {
  it('is passed on with status, headers of one and many values, and body', async () => {
    const gateway = await openGateway([aMethod('GET', '/')], () => ({
      statusCode: 201,
      headers: { 'X-One': 'a', 'content-type': 'text/plain' },
      multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] },
      body: 'done',
    }));
    const response = await fetch(`${gateway.url}/`);

    expect(response.status).toBe(201);
    expect(await response.text()).toBe('done');
    expect(response.headers.get('x-one')).toBe('a');
    expect(response.headers.get('content-type')).toBe('text/plain');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is JSON unless it says otherwise', async () => {
    const gateway = await openGateway([aMethod('GET', '/')]);

    expect((await fetch(`${gateway.url}/`)).headers.get('content-type')).toBe('application/json');
  });

  it('is decoded from base64 for whoever accepts a binary type', async () => {
    const bytes = Buffer.from([0, 255, 1]);
    const answer = { statusCode: 200, isBase64Encoded: true, body: bytes.toString('base64') };
    const options = { binaryTypes: ['image/png'] };
    const gateway = await openGateway([aMethod('GET', '/')], () => answer, options);
    const read = async (accept: string) =>
      Buffer.from(await (await fetch(`${gateway.url}/`, { headers: { accept } })).arrayBuffer());

    expect(await read('image/png')).toEqual(bytes);
    expect(await read('application/json')).toEqual(Buffer.from(answer.body));
  });

  it.each([
    undefined,
    null,
    'text',
    {},
    { statusCode: 'two hundred' },
    { statusCode: 99 },
    { statusCode: 200, body: { not: 'text' } },
    { statusCode: 200, headers: ['a'] },
    { statusCode: 200, headers: { a: { b: 1 } } },
    { statusCode: 200, multiValueHeaders: { a: 'b' } },
    { statusCode: 200, unknown: true },
  ])('is a 502 if it is no proxy response: %p', async (answer) => {
    const gateway = await openGateway([aMethod('GET', '/')], () => answer);
    const response = await fetch(`${gateway.url}/`);

    expect(response.status).toBe(502);
    expect(await response.json()).toEqual({ message: 'Internal server error' });
  });

  it('is a 502 without details if the function failed', async () => {
    const gateway = await openGateway([aMethod('GET', '/')], () => {
      throw new Error('card number 6222 in the message');
    });
    const response = await fetch(`${gateway.url}/`);

    expect(response.status).toBe(502);
    expect(await response.text()).toBe('{"message":"Internal server error"}');
  });

  it('is a 504 if it takes too long', async () => {
    const gateway = await openGateway([aMethod('GET', '/')], () => new Promise(() => {}), {
      integrationTimeoutMillis: 20,
    });
    const response = await fetch(`${gateway.url}/`);

    expect(response.status).toBe(504);
    expect(await response.json()).toEqual({ message: 'Endpoint request timed out' });
  });

  it('has no body for HEAD', async () => {
    const gateway = await openGateway([aMethod('ANY', '/')]);
    const response = await fetch(`${gateway.url}/`, { method: 'HEAD' });

    expect(response.headers.get('content-length')).toBe('2');
    expect(await response.text()).toBe('');
  });
});
