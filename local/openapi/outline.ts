/** A JSON Schema as a person reads it: an outline in the manner of TypeScript, and an example. */

export interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: boolean | Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}

export function outline(schema: Schema, indent = ''): string {
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) return alternatives.map((one) => outline(one, indent)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.type === 'array') {
    const items = outline(schema.items ?? {}, indent);
    return items.includes(' | ') && !items.startsWith('{') ? `(${items})[]` : `${items}[]`;
  }
  if (schema.type === 'object') return outlineObject(schema, indent);
  return [schema.type ?? 'any', ...bounds(schema)].join(' ');
}

function outlineObject(schema: Schema, indent: string): string {
  const properties = Object.entries(schema.properties ?? {});
  const others = schema.additionalProperties;
  if (properties.length === 0) {
    return typeof others === 'object' ? `{ [name]: ${outline(others, indent)} }` : '{}';
  }
  const inner = `${indent}  `;
  const lines = properties.map(([name, property]) => {
    const mark = schema.required?.includes(name) ? '' : '?';
    return `${inner}${name}${mark}: ${outline(property, inner)}`;
  });
  return `{\n${lines.join('\n')}\n${indent}}`;
}

/** What a caller must keep to, in few words. */
function bounds(schema: Schema): string[] {
  const { minimum, maximum, minLength, maxLength, pattern } = schema;
  const range = (least?: number, most?: number) =>
    least === undefined && most === undefined ? '' : `${least ?? ''}…${most ?? ''}`;
  const isAnyInteger = maximum === Number.MAX_SAFE_INTEGER && minimum === -Number.MAX_SAFE_INTEGER;
  return [
    isAnyInteger ? '' : range(minimum, maximum),
    range(minLength, maxLength),
    pattern ? `/${pattern}/` : '',
  ].filter((bound) => bound !== '');
}

/** A body to start from: real alternatives, least numbers, and the names of what to fill in. */
export function example(schema: Schema, name = 'value'): unknown {
  const [alternative] = schema.anyOf ?? schema.oneOf ?? [];
  if (alternative) return example(alternative, name);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([property]) => schema.required?.includes(property))
          .map(([property, inner]) => [property, example(inner, property)]),
      );
    case 'array':
      return [example(schema.items ?? {}, name)];
    case 'integer':
    case 'number':
      return Math.max(0, schema.minimum ?? 0);
    case 'boolean':
      return true;
    default:
      return `<${name}>`;
  }
}
