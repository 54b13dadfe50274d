/** A small REST API as the template reader would find it, with a gateway in front of it. */

import { MovableClock } from '../../../local/clock';
import { type Gateway, type GatewayOptions, startGateway } from '../../../local/gateway/gateway';
import type { RestApi, RestApiMethod } from '../../../local/template/rest-api';

export const start = Date.parse('2026-11-02T04:00:00Z');

export const aMethod = (
  httpMethod: string,
  path: string,
  changes: Partial<RestApiMethod> = {},
): RestApiMethod => ({
  httpMethod,
  path,
  integrationType: 'AWS_PROXY',
  functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:answer',
  authorizationType: 'NONE',
  requestModels: {},
  requestParameters: {},
  validatesBody: false,
  validatesParameters: false,
  throttle: {},
  integration: {},
  ...changes,
});

export const anApi = (methods: RestApiMethod[], changes: Partial<RestApi> = {}): RestApi => ({
  id: 'abcdef1234',
  name: 'test',
  stageName: 'v1',
  stageVariables: {},
  methods,
  gatewayResponses: {},
  ...changes,
});

export interface Invoked {
  readonly functionName: string;
  // biome-ignore lint/suspicious/noExplicitAny: events are looked into member by member
  readonly event: any;
  readonly cause: string;
}

export interface GatewayUnderTest extends Gateway {
  readonly clock: MovableClock;
  readonly invoked: readonly Invoked[];
}

type Answers = (functionName: string, event: Invoked['event']) => unknown;

const opened: GatewayUnderTest[] = [];

/** Started on any free port; the clock stands still unless moved. */
export async function openGateway(
  methods: RestApiMethod[],
  answers: Answers = () => ({ statusCode: 200, body: '{}' }),
  options: Partial<GatewayOptions> & { readonly changes?: Partial<RestApi> } = {},
): Promise<GatewayUnderTest> {
  const { changes, ...others } = options;
  const clock = new MovableClock(start, undefined, () => start);
  const invoked: Invoked[] = [];
  const gateway = await startGateway({
    api: anApi(methods, changes),
    clock,
    invoke: async (functionName, event, { cause }) => {
      invoked.push({ functionName, event, cause });
      try {
        return { ok: true, payload: await answers(functionName, event) };
      } catch (error) {
        return { ok: false, errorType: 'Error', errorMessage: (error as Error).message };
      }
    },
    ...others,
  });
  const under = { ...gateway, clock, invoked };
  opened.push(under);
  return under;
}

export async function closeGateways(): Promise<void> {
  for (const gateway of opened.splice(0)) {
    gateway.clock.stop();
    await gateway.close();
  }
}
