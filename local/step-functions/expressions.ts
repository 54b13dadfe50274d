/** Evaluates the {% JSONata %} inside a field of a state. */
import jsonata from 'jsonata';
import { functionBindings, type Sources } from './functions';
import type { Json, JsonObject } from './json';
import { expressionIn } from './language';

/** Says which expression of which field failed, in the words Step Functions uses. */
export class EvaluationError extends Error {
  constructor(
    message: string,
    /** The field, e.g. 'Arguments/Payload/orderId' or 'Choices[1]/Condition'. */
    readonly location: string,
  ) {
    super(message);
    this.name = 'EvaluationError';
  }
}

/**
 * What one expression may take: AWS allows 100 levels of nesting and some seconds. An endless
 * recursion must not stop the whole laptop.
 */
const LIMITS = { stack: 100, timeout: 5_000 };

const compiled = new Map<string, jsonata.Expression>();

export function compile(source: string): jsonata.Expression {
  const known = compiled.get(source);
  if (known) return known;
  const expression = jsonata(source, LIMITS);
  compiled.set(source, expression);
  return expression;
}

/**
 * The value of a template: every string of the form {% … %} in it, at any depth, is replaced by
 * what it evaluates to; everything else stands for itself.
 * @throws EvaluationError if an expression fails or yields nothing.
 */
export async function evaluate(
  template: Json,
  location: string,
  bindings: JsonObject,
  sources: Sources,
): Promise<Json> {
  if (typeof template === 'string') {
    const source = expressionIn(template);
    return source === undefined ? template : evaluateOne(source, location, bindings, sources);
  }
  if (Array.isArray(template)) {
    const values: Json[] = [];
    for (const [index, element] of template.entries()) {
      values.push(await evaluate(element, `${location}[${index}]`, bindings, sources));
    }
    return values;
  }
  if (template === null || typeof template !== 'object') return template;
  const values: JsonObject = {};
  for (const [name, value] of Object.entries(template)) {
    values[name] = await evaluate(value, `${location}/${name}`, bindings, sources);
  }
  return values;
}

async function evaluateOne(
  source: string,
  location: string,
  bindings: JsonObject,
  sources: Sources,
): Promise<Json> {
  const subject = `The JSONata expression '${source}' specified for the field '${location}'`;
  let text: string | undefined;
  try {
    const names = { ...functionBindings(sources), ...bindings };
    const value: unknown = await compile(source).evaluate(undefined, names);
    if (typeof value === 'function' || isLambda(value)) {
      throw new EvaluationError(`${subject} returned a function.`, location);
    }
    // Through text and back: JSONata marks its sequences, and a value must not share structure.
    text = JSON.stringify(value);
  } catch (error) {
    if (error instanceof EvaluationError) throw error;
    throw new EvaluationError(
      `${subject} threw an error during evaluation. ${describe(error)}`,
      location,
    );
  }
  if (text === undefined) {
    throw new EvaluationError(`${subject} returned nothing (undefined).`, location);
  }
  return JSON.parse(text);
}

function isLambda(value: unknown): boolean {
  return typeof value === 'object' && value !== null && '_jsonata_lambda' in value;
}

function describe(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const { code, message } = error as { code?: string; message?: string };
  return [code, message].filter((part) => part !== undefined).join(': ');
}
