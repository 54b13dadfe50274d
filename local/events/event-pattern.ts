/** EventBridge's pattern language, by which an event source mapping filters its records. */

/**
 * Whether the event fits the pattern: every field of the pattern must fit, and a field's list
 * names alternatives. `$or` lists alternative patterns.
 */
export function fitsPattern(pattern: unknown, event: unknown): boolean {
  if (!isObject(pattern)) return false;
  return Object.entries(pattern).every(([name, wanted]) => {
    if (name === '$or' && Array.isArray(wanted))
      return wanted.some((one) => fitsPattern(one, event));
    const value = isObject(event) ? event[name] : undefined;
    return Array.isArray(wanted) ? fitsAny(wanted, value) : fitsPattern(wanted, value ?? {});
  });
}

/** A value that is a list fits if one of its elements does. */
function fitsAny(alternatives: readonly unknown[], value: unknown): boolean {
  return alternatives.some((alternative) =>
    Array.isArray(value)
      ? value.some((element) => fits(alternative, element))
      : fits(alternative, value),
  );
}

function fits(alternative: unknown, value: unknown): boolean {
  if (!isObject(alternative)) return value === alternative;
  return Object.entries(alternative).every(([name, operand]) => {
    const operator = operators[name];
    if (!operator) throw new Error(`event patterns with "${name}" are not known here`);
    return operator(operand, value);
  });
}

type Operator = (operand: unknown, value: unknown) => boolean;

const compareText =
  (compare: (value: string, operand: string) => boolean): Operator =>
  (operand, value) => {
    if (typeof value !== 'string') return false;
    // { "prefix": { "equals-ignore-case": "a" } } compares without case.
    const folded = isObject(operand) ? operand['equals-ignore-case'] : undefined;
    return folded === undefined
      ? compare(value, String(operand))
      : compare(value.toLowerCase(), String(folded).toLowerCase());
  };

const operators: Readonly<Record<string, Operator>> = {
  // Only leaves exist: a pattern cannot ask whether an object is there.
  exists: (operand, value) => (value !== undefined && !isObject(value)) === operand,
  prefix: compareText((value, operand) => value.startsWith(operand)),
  suffix: compareText((value, operand) => value.endsWith(operand)),
  'equals-ignore-case': compareText(
    (value, operand) => value.toLowerCase() === operand.toLowerCase(),
  ),
  wildcard: compareText((value, operand) =>
    new RegExp(
      `^${operand
        .split('*')
        .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
        .join('.*')}$`,
      's',
    ).test(value),
  ),
  /** A field that is missing is nothing that could be "but" something. */
  'anything-but': (operand, value) =>
    value !== undefined && ![operand].flat().some((excluded) => fits(excluded, value)),
  numeric: (operand, value) => {
    if (typeof value !== 'number') return false;
    const terms = operand as readonly (string | number)[];
    return terms.every((term, index) =>
      typeof term === 'string' ? isInRange(term, value, Number(terms[index + 1])) : true,
    );
  },
};

function isInRange(comparison: string, value: number, bound: number): boolean {
  switch (comparison) {
    case '=':
      return value === bound;
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
    default:
      throw new Error(`event patterns with "numeric ${comparison}" are not known here`);
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
