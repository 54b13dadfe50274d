/** A bucket's CORS rules: which pages of other origins may read its answers. */
import type { IncomingMessage } from 'node:http';
import type { CorsRule } from '../template/deployment';

/** The headers of the first rule that fits; undefined without an origin or without such a rule. */
export function corsHeaders(
  request: IncomingMessage,
  rules: readonly CorsRule[],
): Record<string, string> | undefined {
  const { origin } = request.headers;
  if (origin === undefined) return undefined;
  // A preflight asks for the method of the request to come.
  const method = request.headers['access-control-request-method'] ?? request.method ?? '';
  const asked = request.headers['access-control-request-headers'] ?? '';
  const names = asked.split(',').flatMap((name) => name.trim().toLowerCase() || []);
  const rule = rules.find(
    ({ AllowedOrigins, AllowedMethods, AllowedHeaders = [] }) =>
      AllowedOrigins.some((allowed) => fits(allowed, origin)) &&
      AllowedMethods.includes(method) &&
      names.every((name) => AllowedHeaders.some((allowed) => fits(allowed.toLowerCase(), name))),
  );
  if (!rule) return undefined;
  return {
    'access-control-allow-origin': rule.AllowedOrigins.includes('*') ? '*' : origin,
    'access-control-allow-methods': rule.AllowedMethods.join(', '),
    'access-control-expose-headers': 'ETag',
    ...(asked === '' ? {} : { 'access-control-allow-headers': asked }),
    ...(rule.MaxAge === undefined ? {} : { 'access-control-max-age': String(rule.MaxAge) }),
    vary: 'Origin',
  };
}

/** At most one '*' stands for any text. */
function fits(pattern: string, text: string): boolean {
  const [start = '', end] = pattern.split('*');
  if (end === undefined) return pattern === text;
  return text.length >= start.length + end.length && text.startsWith(start) && text.endsWith(end);
}
