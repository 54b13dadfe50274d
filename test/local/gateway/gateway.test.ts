/** The local gateway hands requests to functions, and their answers back, as API Gateway does. */
import { request as httpRequest } from 'node:http';
import { aMethod, closeGateways, openGateway, start } from './rest-api';

afterEach(closeGateways);

describe('the event of a function', () => {
  it('carries method, path, parameters, query, headers and body as format 1.0 has them', async () => {
    const gateway = await openGateway([aMethod('POST', '/orders/{orderId}/notes')]);

    await fetch(`${gateway.url}/orders/ord%201/notes?a=1&a=2&b=%E4%BD%A0+x`, {
      method: 'POST',
      headers: { 'X-Trace': 'abc', 'content-type': 'application/json' },
      body: '{"text":"你好"}',
    });

    expect(gateway.invoked).toHaveLength(1);
    expect(gateway.invoked[0]).toMatchObject({
      functionName: 'arn:aws:lambda:us-east-1:000000000000:function:answer',
      cause: 'POST /orders/{orderId}/notes',
      event: {
        resource: '/orders/{orderId}/notes',
        path: '/orders/ord 1/notes',
        httpMethod: 'POST',
        pathParameters: { orderId: 'ord 1' },
        queryStringParameters: { a: '2', b: '你 x' },
        multiValueQueryStringParameters: { a: ['1', '2'], b: ['你 x'] },
        headers: { 'X-Trace': 'abc', 'X-Forwarded-For': '127.0.0.1' },
        multiValueHeaders: { 'X-Trace': ['abc'] },
        stageVariables: null,
        body: '{"text":"你好"}',
        isBase64Encoded: false,
        requestContext: {
          identity: { sourceIp: '127.0.0.1' },
          httpMethod: 'POST',
          path: '/v1/orders/ord 1/notes',
          resourcePath: '/orders/{orderId}/notes',
          stage: 'v1',
          requestTime: '02/Nov/2026:04:00:00 +0000',
          requestTimeEpoch: start,
          requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        },
      },
    });
  });

  it('comes from where a header says, which no function sees', async () => {
    const gateway = await openGateway([aMethod('GET', '/')]);
    for (const address of ['223.5.5.5', '2400:3200::1', 'no address'])
      await fetch(`${gateway.url}/`, { headers: { 'X-Local-Source-Ip': address } });
    const events = gateway.invoked.map(({ event }) => event);

    expect(events).toMatchObject(
      ['223.5.5.5', '2400:3200::1', '127.0.0.1'].map((sourceIp) => ({
        requestContext: { identity: { sourceIp } },
      })),
    );
    expect(JSON.stringify(events)).not.toMatch(/local-source-ip/i);
  });

  it('has null for what is not there', async () => {
    const gateway = await openGateway([aMethod('GET', '/')]);
    await fetch(`${gateway.url}/`);

    expect(gateway.invoked[0]?.event).toMatchObject({
      body: null,
      pathParameters: null,
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      isBase64Encoded: false,
    });
  });

  it('carries bytes as base64 if their type is one of the binary types', async () => {
    const options = { binaryTypes: ['image/*'] };
    const gateway = await openGateway([aMethod('POST', '/')], undefined, options);
    const bytes = Buffer.from([255, 216, 0, 1]);
    const headers = { 'content-type': 'image/jpeg; q=1' };
    await fetch(`${gateway.url}/`, { method: 'POST', headers, body: bytes });

    expect(gateway.invoked[0]?.event).toMatchObject({
      body: bytes.toString('base64'),
      isBase64Encoded: true,
    });
  });

  it('appends the sender to a forwarded-for header instead of believing it', async () => {
    const gateway = await openGateway([aMethod('GET', '/')]);
    await fetch(`${gateway.url}/`, { headers: { 'x-forwarded-for': '203.0.113.9' } });

    expect(gateway.invoked[0]?.event).toMatchObject({
      headers: { 'X-Forwarded-For': '203.0.113.9, 127.0.0.1' },
      requestContext: { identity: { sourceIp: '127.0.0.1' } },
    });
  });
});

describe("the gateway's role", () => {
  it('must be allowed to call the function', async () => {
    const integration = { Credentials: 'arn:aws:iam::000000000000:role/gateway' };
    const method = aMethod('GET', '/', { integration });
    const asked: string[][] = [];
    const mayInvoke = (...question: string[]) => {
      asked.push(question);
      return false;
    };
    const gateway = await openGateway([method], undefined, { mayInvoke });

    expect((await fetch(gateway.url)).status).toBe(500);
    expect(gateway.invoked).toEqual([]);
    expect(asked).toEqual([[integration.Credentials, method.functionArn]]);
  });
});

describe('routing', () => {
  const methods = [
    aMethod('GET', '/orders'),
    aMethod('GET', '/orders/{orderId}'),
    aMethod('GET', '/orders/newest'),
    aMethod('GET', '/files/{rest+}'),
  ];

  it.each([
    ['/orders', '/orders'],
    ['/orders/1', '/orders/{orderId}'],
    ['/orders/newest', '/orders/newest'],
    ['/files/a/b/c', '/files/{rest+}'],
  ])('takes %s to %s', async (path, resource) => {
    const gateway = await openGateway(methods);
    await fetch(gateway.url + path);

    expect(gateway.invoked[0]?.event.resource).toBe(resource);
  });

  it.each([
    ['GET', '/'],
    ['GET', '/order'],
    ['GET', '/orders/'],
    ['GET', '/orders/1/2'],
    ['POST', '/orders'],
    ['OPTIONS', '/orders'],
    ['HEAD', '/orders'],
    ['GET', '/orders/../files'],
  ])('has nothing for %s %s, and says so as if a signature were missing', async (method, path) => {
    const gateway = await openGateway(methods);
    const response = await send(gateway.url, method, path);

    expect(response.status).toBe(403);
    if (method !== 'HEAD') {
      expect(response.body).toBe('{"message":"Missing Authentication Token"}');
    }
    expect(gateway.invoked).toEqual([]);
  });

  it('refuses a path that cannot be decoded', async () => {
    const gateway = await openGateway(methods);

    expect((await send(gateway.url, 'GET', '/orders/%ff')).status).toBe(400);
    expect((await send(gateway.url, 'GET', '/orders/1?a=%e4')).status).toBe(400);
  });
});

describe('size', () => {
  const body = Buffer.alloc(10 * 1024 * 1024 + 1, 'x');

  it('refuses a body above 10 MiB and calls nothing', async () => {
    const gateway = await openGateway([aMethod('POST', '/')]);
    const response = await send(gateway.url, 'POST', '/', body);

    expect(response.status).toBe(413);
    expect(gateway.invoked).toEqual([]);
  });

  it('takes exactly 10 MiB', async () => {
    const gateway = await openGateway([aMethod('POST', '/')]);
    const response = await send(gateway.url, 'POST', '/', body.subarray(1));

    expect(response.status).toBe(200);
  });
});

describe('preflight', () => {
  it('is answered by the MOCK integration the template has for it', async () => {
    const gateway = await openGateway([
      aMethod('OPTIONS', '/orders', {
        integrationType: 'MOCK',
        integration: {
          RequestTemplates: { 'application/json': '{ statusCode: 204 }' },
          IntegrationResponses: [
            {
              StatusCode: '204',
              ResponseParameters: {
                'method.response.header.Access-Control-Allow-Origin': "'https://app.example'",
              },
            },
          ],
        },
      }),
    ]);
    const response = await fetch(`${gateway.url}/orders`, { method: 'OPTIONS' });

    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(gateway.invoked).toEqual([]);
  });
});

describe('starting and stopping', () => {
  it('says in one sentence that a port is taken', async () => {
    const gateway = await openGateway([]);
    const port = Number(new URL(gateway.url).port);

    await expect(openGateway([], undefined, { port })).rejects.toThrow(
      `Port ${port} is in use: stop what listens there, or choose another port.`,
    );
  });

  it('is settled when no request is under way any more', async () => {
    let finish: (answer: unknown) => void = () => {};
    const answer = new Promise((resolve) => {
      finish = resolve;
    });
    const gateway = await openGateway([aMethod('GET', '/')], () => answer);
    const response = fetch(`${gateway.url}/`);
    while (gateway.invoked.length === 0) await new Promise(setImmediate);
    let isSettled = false;
    const settled = gateway.settled().then(() => {
      isSettled = true;
    });
    await new Promise(setImmediate);
    expect(isSettled).toBe(false);

    finish({ statusCode: 204 });
    await settled;
    expect((await response).status).toBe(204);
  });
});

/** Without the normalizing that fetch does. */
function send(
  url: string,
  method: string,
  path: string,
  body?: Buffer,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const request = httpRequest({ hostname, port, method, path, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
    });
    request.on('error', reject);
    request.end(body);
  });
}
