/** What Step Functions refuses in an expression before anything runs. */
import type { Report } from './definition';
import { compile } from './expressions';
import { expressionIn, type State } from './language';

/** A node of JSONata's syntax tree, as far as it is read here. */
type Node = Readonly<Record<string, unknown>>;

/** Checks every expression of a state, but not those of the states inside it. */
export function checkExpressions(state: State, at: string, report: Report): void {
  for (const [field, value] of Object.entries(state)) {
    if (field === 'Branches' || field === 'ItemProcessor') continue;
    visit(value, `${at}/${field}`, field === 'Catch', report);
  }
}

function visit(value: unknown, at: string, isCatch: boolean, report: Report): void {
  if (typeof value === 'string') {
    const source = expressionIn(value);
    if (source !== undefined) checkExpression(source, at, isCatch, report);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      visit(inner, `${at}/${name}`, isCatch, report);
    }
  }
}

function checkExpression(source: string, at: string, isCatch: boolean, report: Report): void {
  let tree: Node;
  try {
    tree = compile(source).ast() as unknown as Node;
  } catch (error) {
    const reason = (error as { message?: string }).message ?? String(error);
    report(`INVALID_JSONATA_EXPRESSION: ${reason}`, at);
    return;
  }
  for (const name of topLevelNames(tree)) {
    report(
      `UNSUPPORTED_JSONATA_EXPRESSION: Reference to '${name}' at the top level is not supported`,
      at,
    );
  }
  if (!isCatch && /\$states\s*\.\s*errorOutput\b/.test(source)) {
    report('UNSUPPORTED_JSONATA_EXPRESSION: $states.errorOutput exists in a Catch only', at);
  }
}

/**
 * Names read from the context item, of which an expression has none at its top level. Of a path
 * only the first step is read there; predicates, sort terms and later steps have a context of
 * their own.
 */
function topLevelNames(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(topLevelNames);
  if (typeof node !== 'object' || node === null) return [];
  const { type, value, steps, procedure, ...rest } = node as Node;
  if (type === 'path' && Array.isArray(steps)) {
    const [first] = steps as Node[];
    return topLevelNames(first);
  }
  if (type === 'name') return [String(value)];
  if (type === 'variable' && (value === '' || value === '$')) return [value === '' ? '$' : '$$'];
  // What is bound by a lambda is its parameters; its body reads the context it was made in.
  const parts = ['lhs', 'rhs', 'arguments', 'expressions', 'condition', 'then', 'else', 'body'];
  const inner = parts.flatMap((part) => topLevelNames(rest[part]));
  const called = type === 'partial' || type === 'function' ? topLevelNames(procedure) : [];
  const operand = type === 'unary' ? topLevelNames(rest.expression) : [];
  return [...inner, ...called, ...operand];
}
