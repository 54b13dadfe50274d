/** Zod schemas as the JSON Schemas that OpenAPI 3.1 speaks. */
import * as z from 'zod';

type Json = Readonly<Record<string, unknown>>;

/** `input` is what may be sent, `output` what is answered. */
export function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    // An empty registry keeps schemas with an id inline instead of as references.
    metadata: z.registry(),
  });
  return rest;
}

export interface Property {
  readonly name: string;
  readonly required: boolean;
  readonly schema: unknown;
}

/** An object schema taken apart, as parameters are described one by one. */
export function propertiesOf(schema: z.ZodType | undefined): Property[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = jsonSchema(schema, 'input') as {
    properties?: Record<string, unknown>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    required: required.includes(name),
    schema: property,
  }));
}
