/** The way of one request through API Gateway: firewall, route, throttle, authorizer, function. */
import type { Clock } from '../clock';
import type { Invoke, Invoked, MayInvoke } from '../invoke';
import type { RestApi } from '../template/rest-api';
import { Authorizers } from './authorizer';
import type { RequestContext } from './context';
import type { Firewall } from './firewall';
import { gatewayResponse, type HttpAnswer, type Refusal } from './gateway-response';
import { mockAnswer } from './mock';
import { proxyEvent, readProxyResponse } from './proxy';
import { type GatewayRequest, headerOf, type RequestFault } from './request';
import { findRoute } from './router';
import { Throttles } from './throttle';
import { RequestValidation } from './validation';

export interface HandlingOptions {
  readonly api: RestApi;
  readonly invoke: Invoke;
  readonly mayInvoke: MayInvoke;
  readonly clock: Clock;
  readonly firewalls: readonly Firewall[];
  readonly binaryTypes: readonly string[];
  /** API Gateway's own is 29 seconds. */
  readonly integrationTimeoutMillis: number;
}

/** An answer with what the access log wants to know of it. */
export interface Handled {
  readonly answer: HttpAnswer;
  readonly context: RequestContext;
  readonly refusal?: Refusal;
  readonly integrationLatencyMillis?: number;
}

export class Handling {
  private readonly validation = new RequestValidation();
  private readonly authorizers: Authorizers;
  private readonly throttles: Throttles;

  constructor(private readonly options: HandlingOptions) {
    this.authorizers = new Authorizers(options.invoke, options.clock);
    this.throttles = new Throttles(options.clock);
  }

  async handle(request: GatewayRequest, fault?: RequestFault): Promise<Handled> {
    const { api } = this.options;
    const found = findRoute(api.methods, request.method, request.path);
    const context: RequestContext = {
      request,
      api,
      pathParameters: found?.pathParameters ?? {},
      ...(found && { method: found.method }),
    };
    for (const firewall of this.options.firewalls) {
      const verdict = firewall.judge(request);
      if (verdict === 'forbidden') return refused(context, { type: 'WAF_FILTERED' });
      if (verdict !== 'passed') return { answer: verdict, context };
    }
    if (fault === 'tooLarge') return refused(context, { type: 'REQUEST_TOO_LARGE' });
    if (fault === 'malformed') return refused(context, { type: 'DEFAULT_4XX' });
    if (!found) return refused(context, { type: 'MISSING_AUTHENTICATION_TOKEN' });
    if (!this.throttles.admit(found.method)) return refused(context, { type: 'THROTTLED' });

    const authorization = await this.authorizers.authorize(context);
    if (!authorization.allowed) return refused(context, authorization.refusal);
    const authorized: RequestContext = {
      ...context,
      ...(authorization.context && { authorizer: authorization.context }),
    };
    const unfit = this.validation.judge(authorized);
    return unfit ? refused(authorized, unfit) : this.integrate(authorized);
  }

  private async integrate(context: RequestContext): Promise<Handled> {
    const { method } = context;
    if (method?.integrationType === 'MOCK') {
      const answer = mockAnswer(method, context);
      return answer ? { answer, context } : refused(context, { type: 'API_CONFIGURATION_ERROR' });
    }
    if (method?.integrationType !== 'AWS_PROXY' || !method.functionArn) {
      return refused(context, { type: 'API_CONFIGURATION_ERROR' });
    }
    // With a role of its own the gateway may call only what that role may.
    const { Credentials } = method.integration;
    if (typeof Credentials === 'string' && !this.options.mayInvoke(Credentials, method.functionArn))
      return refused(context, { type: 'API_CONFIGURATION_ERROR' });
    const startedAt = performance.now();
    const outcome = await this.callFunction(method.functionArn, context);
    const integrationLatencyMillis = Math.round(performance.now() - startedAt);
    if (outcome === 'timeout') {
      return { ...refused(context, { type: 'INTEGRATION_TIMEOUT' }), integrationLatencyMillis };
    }
    const accept = headerOf(context.request, 'accept');
    const answer = outcome.ok
      ? readProxyResponse(outcome.payload, accept, this.options.binaryTypes)
      : undefined;
    return answer
      ? { answer, context, integrationLatencyMillis }
      : { ...refused(context, { type: 'DEFAULT_5XX' }), integrationLatencyMillis };
  }

  /** The function goes on after a timeout, as it does in AWS: only the caller no longer waits. */
  private async callFunction(
    functionArn: string,
    context: RequestContext,
  ): Promise<'timeout' | Invoked> {
    const cause = `${context.method?.httpMethod} ${context.method?.path}`;
    const event = proxyEvent(context, this.options.binaryTypes);
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<'timeout'>((resolve) => {
      timer = setTimeout(() => resolve('timeout'), this.options.integrationTimeoutMillis);
    });
    const call = this.options.invoke(functionArn, event, { cause });
    return Promise.race([call, timeout]).finally(() => clearTimeout(timer));
  }
}

const refused = (context: RequestContext, refusal: Refusal): Handled => ({
  answer: gatewayResponse(context, refusal),
  context,
  refusal,
});
