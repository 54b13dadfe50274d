import { type ListeningEndpoint, listenJson } from '../../../local/cloud/json-endpoint';
import { AwsError, type ServiceCall } from '../../../local/cloud/service';

describe('the JSON endpoint', () => {
  const calls: ServiceCall[] = [];
  let endpoint: ListeningEndpoint;

  beforeAll(async () => {
    const call = async (call: ServiceCall) => {
      calls.push(call);
      if (call.action === 'Refuse') throw new AwsError('NoSuchThing', 'None.', 404, { Which: 7 });
      if (call.action === 'Fail') throw new Error('with a secret');
      return { answered: call.action };
    };
    endpoint = await listenJson({
      service: (prefix) => (prefix === 'Things_1' ? { call } : undefined),
      principal: (id) => (id === 'KNOWN' ? { roleId: 'SomeRole' } : undefined),
    });
  });
  afterAll(() => endpoint.close());
  beforeEach(() => void calls.splice(0));

  it('hands the service the action, its input and who signed', async () => {
    const response = await post({ target: 'Things_1.DoThing', body: '{"a":[1,"二"]}' });

    expect(response).toMatchObject({ status: 200, body: { answered: 'DoThing' } });
    expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.1');
    expect(calls).toEqual([
      { action: 'DoThing', input: { a: [1, '二'] }, principal: { roleId: 'SomeRole' } },
    ]);
  });

  it('takes an empty body for an empty input', async () => {
    await post({ target: 'Things_1.DoThing', body: '' });
    expect(calls[0]?.input).toEqual({});
  });

  it('answers a refusal with its code, status and members', async () => {
    const response = await post({ target: 'Things_1.Refuse' });

    expect(response).toMatchObject({
      status: 404,
      body: { __type: 'NoSuchThing', message: 'None.', Which: 7 },
    });
    expect(response.headers.get('x-amzn-errortype')).toBe('NoSuchThing');
  });

  it('answers a defect as 500 without telling what it was', async () => {
    const silent = jest.spyOn(console, 'error').mockImplementation(() => {});
    const response = await post({ target: 'Things_1.Fail' });

    expect(response).toMatchObject({ status: 500, body: { __type: 'InternalServerError' } });
    expect(JSON.stringify(response.body)).not.toContain('secret');
    expect(silent).toHaveBeenCalledTimes(1);
    silent.mockRestore();
  });

  it.each([
    ['an unknown service', { target: 'Others.DoThing' }, 'UnknownOperationException'],
    ['no action', { target: 'Things_1' }, 'UnknownOperationException'],
    ['no signature', { authorization: '' }, 'MissingAuthenticationTokenException'],
    ['another scheme', { authorization: 'Bearer x' }, 'MissingAuthenticationTokenException'],
    ['an unknown key', { authorization: signedBy('OTHER') }, 'UnrecognizedClientException'],
    ['no JSON', { body: '{' }, 'SerializationException'],
    ['no object', { body: '[1]' }, 'SerializationException'],
    ['too much', { body: `"${'x'.repeat(17 * 1024 * 1024)}"` }, 'RequestEntityTooLargeException'],
  ])('refuses %s', async (_name, request, code) => {
    const { status, body } = await post(request);

    expect(body.__type).toBe(code);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(calls).toEqual([]);
  });

  async function post({
    target = 'Things_1.DoThing',
    authorization = signedBy('KNOWN'),
    body = '{}',
  }) {
    const response = await fetch(endpoint.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': target,
        ...(authorization ? { authorization } : {}),
      },
      body,
    });
    const answer = (await response.json()) as Record<string, unknown>;
    return { status: response.status, headers: response.headers, body: answer };
  }
});

function signedBy(accessKeyId: string): string {
  const scope = `${accessKeyId}/20270115/us-east-1/things/aws4_request`;
  return `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
}
