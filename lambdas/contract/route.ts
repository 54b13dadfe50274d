/**
 * A route is data: handlers' types, API Gateway, OpenAPI, client and local gateway come from
 * it.
 */
import type * as z from 'zod';
import type { ProblemCode } from '../core/problem';

export const capabilities = [
  'users',
  'orders',
  'risk',
  'repayment',
  'payments',
  'collections',
] as const;
export type Capability = (typeof capabilities)[number];

export const staffRoles = ['reviewer', 'risk', 'collector', 'admin', 'auditor'] as const;
export const roles = ['borrower', ...staffRoles] as const;
export type Role = (typeof roles)[number];

export const isStaffRole = (role: string): boolean => staffRoles.some((staff) => staff === role);

/** `public`: no token. `channel`: no token, the body is signed by a payment channel. */
export type Access = 'public' | 'channel' | readonly Role[];

/**
 * What a path may name that belongs to somebody. `unowned`: it belongs to nobody, or to whoever
 * the role may see: staff's queues, and words of a closed list.
 */
export const ownedResources = [
  'order',
  'loan',
  'livenessCheck',
  'identityReview',
  'session',
  'passkey',
  'wallet',
] as const;
export type OwnedResource = (typeof ownedResources)[number];

export type Responses = Readonly<Record<number, z.ZodType>>;

export interface RouteDefinition<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  R extends Responses = Responses,
> {
  readonly operationId: string;
  readonly capability: Capability;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** API Gateway's form: /orders/{orderId}. */
  readonly path: string;
  readonly access: Access;
  /**
   * Whose each id of the path must be. Every id of a path behind a role is declared here, or the
   * route cannot be made; somebody else's is answered like a missing one.
   */
  readonly owned?: Readonly<Record<string, OwnedResource | 'unowned'>>;
  /** Needs a second factor, proven within the last minutes. */
  readonly stepUp?: true;
  /** Needs an Idempotency-Key, a random UUID: the same key gets the same answer for ever. */
  readonly idempotent?: boolean;
  readonly summary: string;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly responses: R;
  /** Refusals beyond those every route may give (validation, authentication, throttling). */
  readonly problems?: readonly ProblemCode[];
}

export const route = <
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  const R extends Responses,
>(
  definition: RouteDefinition<P, Q, B, R>,
): RouteDefinition<P, Q, B, R> => {
  const { operationId, path, access, owned = {} } = definition;
  const ids = typeof access === 'string' ? [] : pathParameters(path);
  const undeclared = ids.find((id) => !owned[id]);
  if (undeclared) throw new Error(`${operationId} does not say whose ${undeclared} must be`);
  return definition;
};

export const pathParameters = (path: string): string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);

/** lambdas/<capability>/<verb-noun>.ts: the operationId in kebab-case. */
export const handlerFile = (name: { operationId: string; capability: Capability }): string =>
  `lambdas/${name.capability}/${kebabCase(name.operationId)}.ts`;

export const kebabCase = (camelCase: string): string =>
  camelCase.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

export const pascalCase = (camelCase: string): string =>
  camelCase.charAt(0).toUpperCase() + camelCase.slice(1);
