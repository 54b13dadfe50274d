/** The smallest input of a schema's form: for tests that must not be stopped by the schema. */
import * as z from 'zod';

interface JsonSchema {
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly type?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly minItems?: number;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

/** What a refinement asks for beyond the schema's form is not known here. */
export const sampleOf = (schema: z.ZodType): unknown =>
  exampleOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as never);

function exampleOf(schema: JsonSchema): unknown {
  if ('const' in schema) return schema.const;
  if (schema.enum) return schema.enum[0];
  const [alternative] = schema.anyOf ?? schema.oneOf ?? [];
  if (alternative) return exampleOf(alternative);
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map((name) => [name, exampleOf(schema.properties?.[name] ?? {})]),
      );
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => exampleOf(schema.items ?? {}));
    case 'boolean':
      return true;
    case 'integer':
    case 'number':
      return Math.max(0, schema.minimum ?? 0);
    default:
      return textOf(schema);
  }
}

const forms = [
  '2026-11-22',
  '2026-11-22T02:00:00Z',
  '0'.repeat(64),
  '13900000001',
  '1596',
  '123456',
];

/** An id under its prefix, or the first of some forms that fits. */
function textOf({ pattern, minLength = 0 }: JsonSchema): string {
  const prefix = /^\^\(?([a-z]+)[|_]/.exec(pattern ?? '')?.[1];
  if (prefix) return `${prefix}_${'a'.repeat(26)}`;
  const form = forms.find((text) => pattern && new RegExp(pattern).test(text));
  return form ?? 'sandbox'.padEnd(minLength, 'x');
}
