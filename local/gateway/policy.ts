/** Reads the policy an authorizer answers and says whether it lets a method be called. */

export interface AuthorizerAnswer {
  readonly principalId: string;
  readonly statements: readonly Statement[];
  /** All as text, as API Gateway hands it on. */
  readonly context: Readonly<Record<string, string>>;
}

interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

export type Verdict = 'allowed' | 'denied' | 'explicitlyDenied';

/** Undefined for what API Gateway calls a configuration error. */
export function readAuthorizerAnswer(answer: unknown): AuthorizerAnswer | undefined {
  if (!isObject(answer) || typeof answer.principalId !== 'string') return undefined;
  const { principalId, policyDocument, context = {} } = answer;
  if (!isObject(policyDocument) || !isObject(context)) return undefined;
  const statements = [policyDocument.Statement].flat().map(readStatement);
  if (statements.length === 0 || statements.includes(undefined)) return undefined;
  const values = Object.entries(context);
  if (values.some(([, value]) => typeof value === 'object' && value !== null)) return undefined;
  return {
    principalId,
    statements: statements as Statement[],
    context: Object.fromEntries(values.map(([name, value]) => [name, String(value)])),
  };
}

/** Deny wins over Allow; without either the answer is no. */
export function judge({ statements }: AuthorizerAnswer, methodArn: string): Verdict {
  const matching = statements.filter(
    ({ actions, resources }) =>
      actions.some((pattern) => matches(pattern.toLowerCase(), 'execute-api:invoke')) &&
      resources.some((pattern) => matches(pattern, methodArn)),
  );
  if (matching.some(({ effect }) => effect === 'Deny')) return 'explicitlyDenied';
  return matching.length > 0 ? 'allowed' : 'denied';
}

/** Conditions are no part of what authorizers here may answer: they are refused, not ignored. */
function readStatement(statement: unknown): Statement | undefined {
  if (!isObject(statement) || 'Condition' in statement) return undefined;
  const { Effect, Action, Resource } = statement;
  if (Effect !== 'Allow' && Effect !== 'Deny') return undefined;
  const actions = texts(Action);
  const resources = texts(Resource);
  return actions && resources ? { effect: Effect, actions, resources } : undefined;
}

function texts(value: unknown): string[] | undefined {
  const all = [value].flat();
  return all.length > 0 && all.every((one) => typeof one === 'string')
    ? (all as string[])
    : undefined;
}

/** IAM's wildcards: * for any text, ? for one character. */
function matches(pattern: string, text: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(text);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
