/** A route is data: handlers' types, API Gateway, OpenAPI, client and local gateway come from it. */
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

/** `public`: no token. `channel`: no token, the body is signed by a payment channel. */
export type Access = 'public' | 'channel' | readonly Role[];

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
  /** The request needs an Idempotency-Key header; the same key gets the same answer for ever. */
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
): RouteDefinition<P, Q, B, R> => definition;

/** lambdas/<capability>/<verb-noun>.ts: the operationId in kebab-case. */
export const handlerFile = (name: { operationId: string; capability: Capability }): string =>
  `lambdas/${name.capability}/${kebabCase(name.operationId)}.ts`;

export const kebabCase = (camelCase: string): string =>
  camelCase.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

export const pascalCase = (camelCase: string): string =>
  camelCase.charAt(0).toUpperCase() + camelCase.slice(1);
