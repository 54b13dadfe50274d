/** A method's Lambda authorizer decides who gets in, by the policy it answers. */
import type { RestApiAuthorizer } from '../../../local/template/rest-api';
import { aMethod, closeGateways, type GatewayUnderTest, openGateway } from './rest-api';

afterEach(closeGateways);

const model = { type: 'object', required: ['a'] };

describe('authorizer', () => {
  const authorizer: RestApiAuthorizer = {
    type: 'REQUEST',
    functionArn: 'authorizer',
    identitySource: 'method.request.header.Authorization',
    cacheSeconds: 0,
  };
  const guarded = (changes: Partial<RestApiAuthorizer> = {}) =>
    ['/orders', '/loans'].map((path) =>
      aMethod('GET', path, {
        authorizationType: 'CUSTOM',
        authorizer: { ...authorizer, ...changes },
      }),
    );
  const policy = (effect: string, resource: string) => ({
    principalId: 'cus_1',
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: resource }],
    },
    context: { role: 'borrower', level: 2, verified: true },
  });
  const answering = (answer: unknown) => (functionName: string) =>
    functionName === 'authorizer' ? answer : { statusCode: 200, body: '{}' };
  const ask = (gateway: GatewayUnderTest, path = '/orders', authorization = 'Bearer t') =>
    fetch(gateway.url + path, { headers: { authorization } });
  const calls = (gateway: GatewayUnderTest) =>
    gateway.invoked.filter(({ functionName }) => functionName === 'authorizer');

  it('is told the whole request and its context reaches the function as text', async () => {
    const gateway = await openGateway(guarded(), answering(policy('Allow', '*')));
    const response = await ask(gateway);

    expect(response.status).toBe(200);
    expect(gateway.invoked[0]?.event).toMatchObject({
      type: 'REQUEST',
      methodArn: 'arn:aws:execute-api:us-east-1:000000000000:abcdef1234/v1/GET/orders',
      resource: '/orders',
      httpMethod: 'GET',
      headers: { authorization: 'Bearer t' },
    });
    expect(gateway.invoked[1]?.event.requestContext.authorizer).toMatchObject({
      principalId: 'cus_1',
      role: 'borrower',
      level: '2',
      verified: 'true',
    });
  });

  it('is not even asked when the identity is missing', async () => {
    const gateway = await openGateway(guarded(), answering(policy('Allow', '*')));
    const response = await fetch(`${gateway.url}/orders`);

    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ message: 'Unauthorized' });
    expect(gateway.invoked).toEqual([]);
  });

  it('says 401 by the one word Unauthorized', async () => {
    const gateway = await openGateway(guarded(), () => {
      throw new Error('Unauthorized');
    });

    expect((await ask(gateway)).status).toBe(401);
  });

  it.each([
    [policy('Deny', '*'), ' with an explicit deny'],
    [policy('Allow', '*/POST/*'), ''],
    [policy('Allow', '*/v1/GET/loans'), ''],
  ])('forbids what its policy does not allow: %#', async (answer, suffix) => {
    const gateway = await openGateway(guarded(), answering(answer));
    const response = await ask(gateway);

    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({
      message: `User is not authorized to access this resource${suffix}`,
    });
  });

  it('allows exactly the method its policy names', async () => {
    const arn = 'arn:aws:execute-api:us-east-1:000000000000:abcdef1234/v1/GET/o?ders';
    const gateway = await openGateway(guarded(), answering(policy('Allow', arn)));

    expect((await ask(gateway)).status).toBe(200);
    expect((await ask(gateway, '/loans')).status).toBe(403);
  });

  it.each([
    undefined,
    {},
    { principalId: 'cus_1' },
    { ...policy('Allow', '*'), context: { nested: {} } },
    { ...policy('Perhaps', '*') },
  ])('that answers %p is a fault of ours, and nobody gets in', async (answer) => {
    const gateway = await openGateway(guarded(), answering(answer));
    const response = await ask(gateway);

    expect(response.status).toBe(500);
    expect(gateway.invoked).toHaveLength(1);
  });

  it('is asked once per identity while its answer is kept, judged anew for every method', async () => {
    const answer = answering(policy('Allow', '*/GET/orders'));
    const gateway = await openGateway(guarded({ cacheSeconds: 60 }), answer);

    expect((await ask(gateway)).status).toBe(200);
    expect((await ask(gateway)).status).toBe(200);
    expect((await ask(gateway, '/loans')).status).toBe(403);
    expect(calls(gateway)).toHaveLength(1);
    await ask(gateway, '/orders', 'Bearer other');
    expect(calls(gateway)).toHaveLength(2);
    await gateway.clock.moveTo(gateway.clock.now() + 60_000);
    await ask(gateway);
    expect(calls(gateway)).toHaveLength(3);
  });

  it('of type TOKEN is told the token only', async () => {
    const gateway = await openGateway(guarded({ type: 'TOKEN' }), answering(policy('Allow', '*')));
    await ask(gateway);

    expect(gateway.invoked[0]?.event).toEqual({
      type: 'TOKEN',
      authorizationToken: 'Bearer t',
      methodArn: 'arn:aws:execute-api:us-east-1:000000000000:abcdef1234/v1/GET/orders',
    });
  });

  it('is asked before the body is judged', async () => {
    const [method] = guarded();
    const gateway = await openGateway(
      [{ ...method!, httpMethod: 'POST', validatesBody: true, requestModels: { $default: model } }],
      answering(policy('Deny', '*')),
    );
    const headers = { authorization: 'Bearer t' };
    const response = await fetch(`${gateway.url}/orders`, { method: 'POST', headers, body: '{}' });

    expect(response.status).toBe(403);
  });
});
