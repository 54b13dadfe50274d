/** Answers API Gateway's question who asks: a policy for the one method, denied unless listed. */
import middy from '@middy/core';
import type {
  APIGatewayAuthorizerResult,
  APIGatewayRequestAuthorizerEvent,
  Context,
} from 'aws-lambda';
import type { RouteDefinition } from '../contract/route';
import { routes } from '../contract/routes';
import type { Result } from '../core/result';
import { describeError, logger } from './observability';
import { openOnce, type Providers } from './providers';

export interface Attempt {
  /** What stood after "Bearer". */
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Who the token stands for, and until when they need not prove themselves again. */
export interface Identified {
  readonly subjectId: string;
  readonly role: string;
  readonly sessionId: string;
  /** Milliseconds since the epoch; 0 when no second factor was proven lately. */
  readonly steppedUpUntil: number;
}

/** Who asks, or that nobody does. */
export type Identification<S> = (
  attempt: Attempt,
  services: S,
) => Promise<Result<Identified, 'unauthenticated'>>;

type AuthorizerHandler = (
  event: APIGatewayRequestAuthorizerEvent,
  context: Context,
) => Promise<APIGatewayAuthorizerResult>;

export type AuthorizeHandler<S> = AuthorizerHandler & {
  readonly over: (services: () => S, clock?: () => number) => AuthorizerHandler;
};

/** API Gateway turns exactly this message into its 401, and everything else thrown into a 500. */
class Unauthorized extends Error {
  override readonly name = 'Unauthorized';
  constructor() {
    super('Unauthorized');
  }
}

export const authorize = {
  using: <S extends object>(providers: Providers<S>) => ({
    with: (identify: Identification<S>): AuthorizeHandler<S> => {
      const over = (services: () => S, clock = Date.now): AuthorizerHandler => {
        const run = async (event: APIGatewayRequestAuthorizerEvent) => {
          const token = bearerToken(event.headers ?? {});
          if (token === undefined) throw new Unauthorized();
          const identified = await identify({ token, now: clock() }, services());
          if (!identified.ok) throw new Unauthorized();
          return policyFor(identified.value, event);
        };
        return middy<APIGatewayRequestAuthorizerEvent, APIGatewayAuthorizerResult>()
          .onError(({ error }) => {
            if (error instanceof Unauthorized) return;
            logger.error('failed', { operationId: 'authorizeRequest', ...describeError(error) });
          })
          .handler(run) as unknown as AuthorizerHandler;
      };
      return Object.assign(over(openOnce(providers)), { over });
    },
  }),
};

function bearerToken(headers: Readonly<Record<string, string | undefined>>): string | undefined {
  const [, header] =
    Object.entries(headers).find(([name]) => name.toLowerCase() === 'authorization') ?? [];
  return /^Bearer ([A-Za-z0-9_.-]+)$/.exec(header ?? '')?.[1];
}

/** Deny by default: a method that is no route of ours, or not for this role, is refused. */
function policyFor(
  { subjectId, role, sessionId, steppedUpUntil }: Identified,
  event: APIGatewayRequestAuthorizerEvent,
): APIGatewayAuthorizerResult {
  const route = routes.find(
    ({ method, path }) => method === event.httpMethod && path === event.resource,
  );
  const effect = route && mayCall(role, route) ? 'Allow' : 'Deny';
  return {
    principalId: subjectId,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: event.methodArn }],
    },
    context: { subject: subjectId, role, sessionId, steppedUpUntil },
  };
}

const mayCall = (role: string, { access }: RouteDefinition): boolean =>
  typeof access !== 'string' && access.some((allowed) => allowed === role);
