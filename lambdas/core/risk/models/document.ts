/** Reads a model document of unknown shape: every access is checked, the first problem is kept. */

/**
 * Parses JSON as XGBoost writes it: numbers may be bare `NaN` (read as null) or `Infinity`, which
 * JSON does not know. Throws a SyntaxError like JSON.parse.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!/NaN|Infinity/.test(text)) throw error;
    return JSON.parse(text.replace(bareOrQuoted, (token) => replacements[token] ?? token));
  }
}

/** Quoted text is matched too, so that a name such as "NaN" stays what it is. */
const bareOrQuoted = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;

const replacements: Readonly<Record<string, string>> = {
  NaN: 'null',
  '-NaN': 'null',
  Infinity: '1e999',
  '-Infinity': '-1e999',
};

/** A place in the document. Wrong reads answer an empty value and report; they never throw. */
export class Field {
  constructor(
    readonly value: unknown,
    readonly path: string,
    private readonly problems: string[],
  ) {}

  get exists(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  at(name: string): Field {
    const known = isRecord(this.value) && Object.hasOwn(this.value, name);
    const value = known ? (this.value as Record<string, unknown>)[name] : undefined;
    return new Field(value, this.path === '' ? name : `${this.path}.${name}`, this.problems);
  }

  /** The elements of a list. */
  list(): readonly Field[] {
    if (!Array.isArray(this.value)) return this.wrong('a list', []);
    return this.value.map((item, index) => this.child(`[${index}]`, item));
  }

  /** The members of an object, in their order. */
  members(): readonly (readonly [string, Field])[] {
    if (!isRecord(this.value)) return this.wrong('an object', []);
    return Object.entries(this.value).map(([name, item]) => [name, this.child(`.${name}`, item)]);
  }

  text(): string {
    return typeof this.value === 'string' ? this.value : this.wrong('text', '');
  }

  texts(): readonly string[] {
    return this.list().map((item) => item.text());
  }

  /** A finite number; XGBoost writes parameters as text ("5E-1"). */
  number(): number {
    const value =
      typeof this.value === 'string' && this.value.trim() !== '' ? Number(this.value) : this.value;
    return typeof value === 'number' && Number.isFinite(value)
      ? value
      : this.wrong('a finite number', 0);
  }

  /** A list of numbers; null is NaN, truth values are 0 and 1. */
  numbers(): Float64Array {
    if (!Array.isArray(this.value)) return this.wrong('a list of numbers', new Float64Array());
    const bad = this.value.findIndex((item) => !isNumeric(item));
    if (bad >= 0) {
      return this.child(`[${bad}]`, this.value[bad]).wrong('a number', new Float64Array());
    }
    return Float64Array.from(this.value, (item) => (item === null ? Number.NaN : Number(item)));
  }

  /** Reports what should stand here and answers the given value in its stead. */
  wrong<T>(expected: string, instead: T): T {
    this.problems.push(`${this.path === '' ? 'the document' : this.path} is not ${expected}`);
    return instead;
  }

  private child(suffix: string, value: unknown): Field {
    return new Field(value, `${this.path}${suffix}`, this.problems);
  }
}

const isNumeric = (value: unknown): boolean =>
  value === null || typeof value === 'number' || typeof value === 'boolean';

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
