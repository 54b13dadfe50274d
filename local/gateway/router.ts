/** Finds the method of a path: literal parts win over parameters, these over greedy ones. */
import type { RestApiMethod } from '../template/rest-api';

export interface RouteMatch<M> {
  readonly method: M;
  readonly pathParameters: Readonly<Record<string, string>>;
}

type Routable = Pick<RestApiMethod, 'path' | 'httpMethod'>;

/** Undefined for an unknown path and for a method the path does not have. */
export function findRoute<M extends Routable>(
  methods: readonly M[],
  httpMethod: string,
  path: string,
): RouteMatch<M> | undefined {
  const parts = partsOf(path);
  const resources = [...new Set(methods.map((method) => method.path))]
    .map((resource) => ({ resource, pathParameters: matchPath(partsOf(resource), parts) }))
    .filter((candidate) => candidate.pathParameters !== undefined)
    .sort((one, other) => rank(one.resource).localeCompare(rank(other.resource)));
  // The best resource decides, even if only a worse one has the method.
  const [best] = resources;
  if (!best?.pathParameters) return undefined;
  const own = methods.filter((method) => method.path === best.resource);
  const method =
    own.find((candidate) => candidate.httpMethod === httpMethod) ??
    own.find((candidate) => candidate.httpMethod === 'ANY');
  return method && { method, pathParameters: best.pathParameters };
}

const partsOf = (path: string): string[] => path.split('/').slice(1);

function matchPath(
  pattern: readonly string[],
  parts: readonly string[],
): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, wanted] of pattern.entries()) {
    const part = parts[index];
    if (part === undefined) return undefined;
    const [, name, greedy] = /^\{([^}+]+)(\+?)\}$/.exec(wanted) ?? [];
    if (name === undefined) {
      if (wanted !== part) return undefined;
    } else if (greedy) {
      return { ...parameters, [name]: parts.slice(index).join('/') };
    } else {
      if (part === '') return undefined;
      parameters[name] = part;
    }
  }
  return pattern.length === parts.length ? parameters : undefined;
}

/** Sorts literal before parameter before greedy, part by part from the left. */
const rank = (resource: string): string =>
  partsOf(resource)
    .map((part) => (part.endsWith('+}') ? '2' : part.startsWith('{') ? '1' : '0'))
    .join('');
