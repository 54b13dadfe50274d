/** The synthesized template, served: what the stack says is what the laptop does. */
import { problemDocument } from '../../../lambdas/contract/problem-document';
import type { RouteDefinition } from '../../../lambdas/contract/route';
import { routes } from '../../../lambdas/contract/routes';
import { settingsOf } from '../../../lib/config';
import { MovableClock } from '../../../local/clock';
import { Authorizer } from '../../../local/cloud/authorize';
import { startSchedules } from '../../../local/events/schedules';
import { startStreamSources } from '../../../local/events/stream-sources';
import { type Gateway, startGateway } from '../../../local/gateway/gateway';
import { type Deployment, readDeployment } from '../../../local/template/deployment';
import { makeApp } from '../../lib/synthesis';
import { start } from './rest-api';

let deployment: Deployment;
let clock: MovableClock;
let gateway: Gateway;
let invoked: { operationId: string | undefined; payload: unknown }[];
let accessLog: string[];

beforeAll(() => {
  const app = makeApp('dev');
  app.synth();
  deployment = readDeployment({ assemblyDirectory: app.outdir, stage: 'dev' });
}, 60_000);

beforeEach(async () => {
  clock = new MovableClock(start, undefined, () => start);
  invoked = [];
  accessLog = [];
  gateway = await open();
});
afterEach(async () => {
  clock.stop();
  await gateway.close();
});

describe('the synthesized API', () => {
  it.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '%s reaches its own function, with a token where the contract wants one',
    async (_, route) => {
      const stranger = await ask(route, { authorization: undefined });
      const borrower = await ask(route);

      if (typeof route.access === 'string') expect(stranger.status).toBe(200);
      else expect(await codeOf(stranger)).toBe('unauthenticated');
      expect(borrower.status).toBe(200);
      expect(invoked.at(-1)?.operationId).toBe(route.operationId);
    },
  );

  it('answers an unknown path and an unknown method with a problem document', async () => {
    const path = await fetch(`${gateway.url}/nowhere`);
    const method = await fetch(`${gateway.url}/orders`, { method: 'PATCH' });

    expect([path.status, await codeOf(path)]).toEqual([404, 'not_found']);
    expect([method.status, await codeOf(method)]).toEqual([404, 'not_found']);
  });

  it('refuses bad bodies before any function runs', async () => {
    for (const body of ['{"phone":"13800000001","more":1}', '{"phone":7}', '{}', '[]', 'x', '']) {
      const refused = await fetch(`${gateway.url}/sign-in/codes`, { method: 'POST', body });
      // fetch sends text as text/plain, which has no model: its judge is the function.
      expect(refused.status).toBe(200);
      const judged = await postJson('/sign-in/codes', body);
      expect([body, judged.status, await codeOf(judged)]).toEqual([body, 400, 'validation_failed']);
    }
    expect(invoked.filter(({ payload }) => isJsonCall(payload))).toEqual([]);
  });

  it('demands the idempotency key', async () => {
    const submitOrder = routes.find(({ operationId }) => operationId === 'submitOrder');
    const refused = await ask(submitOrder!, { 'idempotency-key': undefined });

    expect([refused.status, await codeOf(refused)]).toEqual([400, 'idempotency_key_missing']);
  });

  it('refuses a picture of 20 MB sent as a body', async () => {
    const body = Buffer.alloc(20 * 1024 * 1024);
    const headers = { 'content-type': 'image/jpeg' };
    const url = `${gateway.url}/sign-in/codes`;
    const refused = await fetch(url, { method: 'POST', headers, body });

    expect([refused.status, await codeOf(refused)]).toEqual([413, 'payload_too_large']);
    expect(invoked).toEqual([]);
  });

  it('stops an address that signs in too often, and only there', async () => {
    const limit = settingsOf('dev').firewall.signInRequestsPerFiveMinutes;
    let last = 0;
    for (let n = 0; n <= limit; n += 1) last = (await postJson('/sign-in/codes', '{}')).status;

    expect(last).toBe(429);
    expect((await fetch(`${gateway.url}/consent-texts`)).status).toBe(200);
    await clock.moveTo(clock.now() + 300_000);
    expect((await postJson('/sign-in/codes', '{}')).status).toBe(400);
  });

  it('writes access logs without a path’s values, a query or an address', async () => {
    await fetch(`${gateway.url}/orders/ord_secret?cursor=secret`);
    const [line = ''] = accessLog;

    expect(JSON.parse(line)).toMatchObject({ route: '/orders/{orderId}', status: '401' });
    expect(line).not.toMatch(/secret|127\.0\.0\.1/);
  });
});

describe('the synthesized events', () => {
  it('have sources and filters that are known here', () => {
    const streams = startStreamSources({
      mappings: deployment.eventSourceMappings,
      tables: deployment.tables,
      subscribe: () => ({ stop: async () => {} }),
      invoke: async () => ({ ok: true, payload: undefined }),
      clock,
    });

    expect(deployment.eventSourceMappings.length).toBeGreaterThan(0);
    expect(streams.deadLetters()).toEqual([]);
  });

  it('start the night after midnight in China and at its hours, with a role that may', async () => {
    const authorizer = new Authorizer(deployment.roles, deployment.resourcePolicies);
    const called: (string | undefined)[] = [];
    const started: string[] = [];
    const schedules = startSchedules({
      schedules: deployment.schedules,
      clock,
      mayInvoke: (roleId, resource) =>
        ['lambda:InvokeFunction', 'states:StartExecution'].some((action) =>
          authorizer.allows({ roleId }, { action, resource }),
        ),
      invokeAsync: async (arn) => {
        called.push(operationOf(arn));
      },
      startExecution: async (arn) => {
        started.push(arn);
      },
    });
    await clock.moveTo(start + 86_400_000);
    schedules.stop();

    expect(called).toContain('resolveInstructions');
    // At midnight and at two hours of collection.
    expect(started.filter((arn) => arn.endsWith('-loan-servicing'))).toHaveLength(3);
    expect(schedules.firings().map(({ outcome }) => outcome)).not.toContain('notAllowed');
  });
});

function open(): Promise<Gateway> {
  const authorizer = new Authorizer(deployment.roles, deployment.resourcePolicies);
  const stage = deployment.resources('AWS::ApiGateway::Stage')[0]?.properties;
  return startGateway({
    api: deployment.restApis[0]!,
    clock,
    webAcls: deployment.resources('AWS::WAFv2::WebACL').map(({ properties }) => properties),
    accessLogFormat: (stage?.AccessLogSetting as { Format?: string } | undefined)?.Format,
    writeAccessLog: (line) => accessLog.push(line),
    mayInvoke: (arn, resource) => {
      const roleId = deployment.roles.find((role) => role.arn === arn)?.roleId ?? '';
      return authorizer.allows({ roleId }, { action: 'lambda:InvokeFunction', resource });
    },
    invoke: async (arn, payload) => {
      const operationId = operationOf(arn);
      if (operationId === 'authorizeRequest') return { ok: true, payload: allowAll };
      invoked.push({ operationId, payload });
      return { ok: true, payload: { statusCode: 200, body: '{}' } };
    },
  });
}

const allowAll = {
  principalId: 'cus_1',
  policyDocument: {
    Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' }],
  },
};

const operationOf = (arn: string) =>
  deployment.functions.find((resource) => resource.arn === arn)?.operationId;

/** A call that the gateway lets through: bodies are sent as a type that has no model. */
function ask(
  { method, path }: RouteDefinition,
  changes: Record<string, string | undefined> = {},
): Promise<Response> {
  const given = {
    authorization: 'Bearer t',
    'idempotency-key': 'key-0000000000000001',
    ...changes,
  };
  const headers = Object.entries(given).filter(([, value]) => value !== undefined);
  const filled = path.replace(/\{\w+\}/g, 'x');
  return fetch(gateway.url + filled, {
    method,
    headers: headers as [string, string][],
    ...((method === 'POST' || method === 'PUT') && { body: 'text' }),
  });
}

const postJson = (path: string, body: string) =>
  fetch(gateway.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });

const isJsonCall = (payload: unknown) =>
  (payload as { headers: Record<string, string> }).headers['content-type'] === 'application/json';

async function codeOf(response: Response): Promise<string> {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const document = problemDocument.parse(await response.json());
  expect(document.status).toBe(response.status);
  expect(document.requestId).toBe(response.headers.get('x-amzn-requestid'));
  return document.code;
}
