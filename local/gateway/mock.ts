/** MOCK integrations, which is how CDK answers a CORS preflight: fixed headers, no function. */
import type { RestApiMethod } from '../template/rest-api';
import { fillIn, type RequestContext } from './context';
import type { HttpAnswer } from './gateway-response';

interface IntegrationResponse {
  readonly StatusCode: string;
  readonly SelectionPattern?: string;
  readonly ResponseParameters?: Readonly<Record<string, string>>;
  readonly ResponseTemplates?: Readonly<Record<string, string>>;
}

/** Undefined when no integration response fits: a configuration error. */
export function mockAnswer(method: RestApiMethod, context: RequestContext): HttpAnswer | undefined {
  const { RequestTemplates = {}, IntegrationResponses = [] } = method.integration as {
    RequestTemplates?: Record<string, string>;
    IntegrationResponses?: IntegrationResponse[];
  };
  const [, status = '200'] =
    /statusCode['"]?\s*:\s*['"]?(\d{3})/.exec(RequestTemplates['application/json'] ?? '') ?? [];
  const response =
    IntegrationResponses.find(({ SelectionPattern }) => SelectionPattern === status) ??
    IntegrationResponses.find(({ SelectionPattern }) => !SelectionPattern);
  if (!response) return undefined;
  const headers: Record<string, readonly string[]> = {};
  for (const [target, source] of Object.entries(response.ResponseParameters ?? {})) {
    const [, literal] = /^'(.*)'$/s.exec(source) ?? [];
    const name = target.replace('method.response.header.', '');
    if (literal !== undefined) headers[name] = [literal];
  }
  const template = response.ResponseTemplates?.['application/json'] ?? '';
  return {
    status: Number(response.StatusCode),
    headers: { 'Content-Type': ['application/json'], ...headers },
    body: Buffer.from(fillIn(template, context, {}, '')),
  };
}
