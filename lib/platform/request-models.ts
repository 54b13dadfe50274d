/** A body's zod schema as the JSON Schema (draft 4) that API Gateway's validator understands. */
import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as z from 'zod';

/** The keywords the validator is known to honour; any other would be ignored or break it. */
export const allowedKeywords: ReadonlySet<string> = new Set([
  '$schema',
  'type',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'enum',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
]);

/**
 * Throws on a schema the validator could not honour, naming the keyword: better said otherwise
 * in the contract (`.min(1)` for `.positive()`) or left to the handler.
 */
export function requestModel(body: z.ZodType): apigateway.JsonSchema {
  const schema = z.toJSONSchema(body, {
    target: 'draft-04',
    io: 'input',
    // An empty registry keeps schemas with an id inline instead of as references.
    metadata: z.registry(),
  });
  const refused = keywordsOf(schema).filter((keyword) => !allowedKeywords.has(keyword));
  if (refused.length > 0) {
    throw new Error(`API Gateway cannot validate ${[...new Set(refused)].join(', ')}`);
  }
  return schema as unknown as apigateway.JsonSchema;
}

/** Every keyword of a schema and of those inside it, names of properties excepted. */
export function keywordsOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([keyword, value]) => {
    if (keyword === 'properties') {
      return [keyword, ...Object.values(value as object).flatMap(keywordsOf)];
    }
    if (keyword === 'items' || keyword === 'additionalProperties') {
      return [keyword, ...keywordsOf(value)];
    }
    return [keyword];
  });
}
