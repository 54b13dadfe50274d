/** What the gateway refuses by itself, in its own words or those of the template. */
import { aMethod, closeGateways, type GatewayUnderTest, openGateway } from './rest-api';

afterEach(closeGateways);

const model = {
  $schema: 'http://json-schema.org/draft-04/schema#',
  type: 'object',
  properties: { amountFen: { type: 'integer', minimum: 1, maximum: 1000 } },
  required: ['amountFen'],
  additionalProperties: false,
};

describe('request models', () => {
  const open = () =>
    openGateway([
      aMethod('POST', '/', { validatesBody: true, requestModels: { 'application/json': model } }),
    ]);
  const post = (gateway: GatewayUnderTest, body: string, contentType = 'application/json') =>
    fetch(gateway.url, { method: 'POST', headers: { 'content-type': contentType }, body });

  it.each([
    '{"amountFen":0}',
    '{"amountFen":1001}',
    '{"amountFen":1.5}',
    '{"amountFen":"7"}',
    '{"amountFen":7,"extra":true}',
    '{}',
    '[]',
    'no JSON',
    '',
  ])('refuse %p', async (body) => {
    const gateway = await open();
    const response = await post(gateway, body);

    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ message: 'Invalid request body' });
    expect(gateway.invoked).toEqual([]);
  });

  it('let a fitting body through', async () => {
    expect((await post(await open(), '{"amountFen":7}')).status).toBe(200);
  });

  it('apply whatever parameters the content type has', async () => {
    const response = await post(await open(), '{}', 'Application/JSON; charset=utf-8');

    expect(response.status).toBe(400);
  });

  it('do not apply to other content types: their judge is the function', async () => {
    const gateway = await open();
    await post(gateway, '{}', 'text/plain');

    expect(gateway.invoked).toHaveLength(1);
  });

  it('are not applied without a validator', async () => {
    const gateway = await openGateway([
      aMethod('POST', '/', { requestModels: { 'application/json': model } }),
    ]);

    expect((await post(gateway, 'no JSON')).status).toBe(200);
  });
});

describe('required parameters', () => {
  it('are demanded by name', async () => {
    const gateway = await openGateway([
      aMethod('GET', '/{id}', {
        validatesParameters: true,
        requestParameters: {
          'method.request.path.id': true,
          'method.request.header.Idempotency-Key': true,
          'method.request.querystring.on': true,
          'method.request.querystring.cursor': false,
        },
      }),
    ]);
    const refused = await fetch(`${gateway.url}/1`);
    const headers = { 'idempotency-key': 'k1' };

    expect(refused.status).toBe(400);
    expect(await refused.json()).toEqual({
      message: 'Missing required request parameters: [Idempotency-Key, on]',
    });
    expect((await fetch(`${gateway.url}/1?on=`, { headers })).status).toBe(400);
    expect((await fetch(`${gateway.url}/1?on=2026-01-01`, { headers })).status).toBe(200);
  });
});

describe('throttling', () => {
  it('lets a burst through, then as many as the rate allows', async () => {
    const throttle = { requestsPerSecond: 2, burst: 3 };
    const gateway = await openGateway([aMethod('GET', '/', { throttle })]);
    const ask = async () => (await fetch(gateway.url)).status;

    expect([await ask(), await ask(), await ask(), await ask()]).toEqual([200, 200, 200, 429]);
    await gateway.clock.moveTo(gateway.clock.now() + 1000);
    expect([await ask(), await ask(), await ask()]).toEqual([200, 200, 429]);
  });
});

describe('gateway responses of the template', () => {
  const template = {
    code: 'not_found',
    detail: '$context.error.messageString',
    requestId: '$context.requestId',
    path: '$context.path',
  };
  const text = JSON.stringify(template).replace(
    '"$context.error.messageString"',
    '$context.error.messageString',
  );

  it('replace status, headers and words', async () => {
    const gateway = await openGateway([], undefined, {
      changes: {
        gatewayResponses: {
          MISSING_AUTHENTICATION_TOKEN: {
            StatusCode: '404',
            ResponseTemplates: { 'application/json': text },
            ResponseParameters: {
              'gatewayresponse.header.Content-Type': "'application/problem+json'",
              'gatewayresponse.header.X-Asked': 'method.request.header.x-ask',
            },
          },
        },
      },
    });
    const response = await fetch(`${gateway.url}/nowhere`, { headers: { 'x-ask': 'this' } });

    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('x-asked')).toBe('this');
    expect(await response.json()).toEqual({
      code: 'not_found',
      detail: 'Missing Authentication Token',
      requestId: response.headers.get('x-amzn-requestid'),
      path: '/v1/nowhere',
    });
  });

  it('fall back to those of their class', async () => {
    const gateway = await openGateway([], undefined, {
      changes: {
        gatewayResponses: {
          DEFAULT_4XX: { ResponseTemplates: { 'application/json': '{"class":4}' } },
          DEFAULT_5XX: { ResponseTemplates: { 'application/json': '{"class":5}' } },
        },
      },
    });
    const response = await fetch(`${gateway.url}/nowhere`);

    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({ class: 4 });
  });
});

describe('access log', () => {
  it('writes a line per request in the format of the stage', async () => {
    const lines: string[] = [];
    const gateway = await openGateway([aMethod('GET', '/orders/{id}')], undefined, {
      accessLogFormat: JSON.stringify({
        requestId: '$context.requestId',
        route: '$context.resourcePath',
        status: '$context.status',
        bytes: '$context.responseLength',
        refusal: '$context.error.responseType',
      }),
      writeAccessLog: (line) => lines.push(line),
    });
    const response = await fetch(`${gateway.url}/orders/1`);
    await fetch(`${gateway.url}/nowhere`);

    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        requestId: response.headers.get('x-amzn-requestid'),
        route: '/orders/{id}',
        status: '200',
        bytes: '2',
        refusal: '-',
      },
      expect.objectContaining({ status: '403', refusal: 'MISSING_AUTHENTICATION_TOKEN' }),
    ]);
  });
});
