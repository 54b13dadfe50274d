/** Asks a method's Lambda authorizer, remembers its answers, and applies the policy it gives. */
import type { Clock } from '../clock';
import type { Invoke } from '../invoke';
import type { RestApiAuthorizer } from '../template/rest-api';
import { functionContext, methodArn, type RequestContext } from './context';
import type { Refusal } from './gateway-response';
import { type AuthorizerAnswer, judge, readAuthorizerAnswer } from './policy';
import { requestPart } from './proxy';
import { headerOf } from './request';

export type Authorization =
  | { readonly allowed: true; readonly context?: Readonly<Record<string, string>> }
  | { readonly allowed: false; readonly refusal: Refusal };

interface Remembered {
  readonly answer: AuthorizerAnswer;
  readonly untilEpochMillis: number;
}

const refuse = (type: Refusal['type'], message?: string): Authorization => ({
  allowed: false,
  refusal: { type, ...(message && { message }) },
});

export class Authorizers {
  private readonly remembered = new Map<string, Remembered>();

  constructor(
    private readonly invoke: Invoke,
    private readonly clock: Clock,
  ) {}

  async authorize(context: RequestContext): Promise<Authorization> {
    const { method } = context;
    if (!method || method.authorizationType === 'NONE') return { allowed: true };
    const authorizer = method.authorizer;
    // IAM and Cognito are not served here: refused rather than let through.
    if (!authorizer) return refuse('AUTHORIZER_CONFIGURATION_ERROR');
    const identity = identityOf(authorizer, context);
    if (!identity) return refuse('UNAUTHORIZED');
    const answer = await this.ask(authorizer, context, identity);
    if (typeof answer === 'string') return refuse(answer);
    switch (judge(answer, methodArn(context))) {
      case 'allowed':
        return { allowed: true, context: { ...answer.context, principalId: answer.principalId } };
      case 'denied':
        return refuse('ACCESS_DENIED');
      case 'explicitlyDenied':
        return refuse(
          'ACCESS_DENIED',
          'User is not authorized to access this resource with an explicit deny',
        );
    }
  }

  private async ask(
    authorizer: RestApiAuthorizer,
    context: RequestContext,
    identity: readonly string[],
  ): Promise<AuthorizerAnswer | Refusal['type']> {
    const key = JSON.stringify([authorizer.functionArn, ...identity]);
    const known = this.remembered.get(key);
    if (known && known.untilEpochMillis > this.clock.now()) return known.answer;
    this.remembered.delete(key);
    const answer = await this.invokeAuthorizer(authorizer, context, identity);
    if (typeof answer !== 'string' && authorizer.cacheSeconds > 0) {
      const untilEpochMillis = this.clock.now() + authorizer.cacheSeconds * 1000;
      this.remembered.set(key, { answer, untilEpochMillis });
    }
    return answer;
  }

  private async invokeAuthorizer(
    authorizer: RestApiAuthorizer,
    context: RequestContext,
    identity: readonly string[],
  ): Promise<AuthorizerAnswer | Refusal['type']> {
    const event =
      authorizer.type === 'TOKEN'
        ? { type: 'TOKEN', methodArn: methodArn(context), authorizationToken: identity[0] }
        : requestEvent(context);
    const cause = `${context.method?.httpMethod} ${context.method?.path}`;
    const answer = await this.invoke(authorizer.functionArn, event, { cause });
    if (answer.ok) return readAuthorizerAnswer(answer.payload) ?? 'AUTHORIZER_CONFIGURATION_ERROR';
    // The one word by which an authorizer says 401; anything else is its own failure.
    return answer.errorMessage === 'Unauthorized' ? 'UNAUTHORIZED' : 'AUTHORIZER_FAILURE';
  }
}

const requestEvent = (context: RequestContext) => ({
  type: 'REQUEST',
  methodArn: methodArn(context),
  resource: context.method?.path ?? '',
  ...requestPart(context),
  requestContext: functionContext(context),
});

/** The values of the identity sources; undefined if one is missing: nobody needs to be asked. */
function identityOf(
  authorizer: RestApiAuthorizer,
  context: RequestContext,
): readonly string[] | undefined {
  const values = authorizer.identitySource
    .split(',')
    .map((source) => source.trim())
    .filter((source) => source !== '')
    .map((source) => identityValue(source, context));
  return values.every((value) => value !== undefined && value !== '')
    ? (values as string[])
    : undefined;
}

function identityValue(source: string, context: RequestContext): string | undefined {
  const [, place, name = ''] = /^method\.request\.(header|querystring)\.(.+)$/.exec(source) ?? [];
  if (place === 'header') return headerOf(context.request, name);
  if (place === 'querystring') return context.request.query[name]?.at(-1);
  const [scope, ...path] = source.split('.');
  if (scope === 'stageVariables') return context.api.stageVariables[path.join('.')];
  return path.join('.') === 'identity.sourceIp' ? context.request.sourceIp : undefined;
}
