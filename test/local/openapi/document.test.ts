/** The OpenAPI document is valid, complete, and the committed one is up to date. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { problems } from '../../../lambdas/contract/problems';
import { routes } from '../../../lambdas/contract/routes';
import { openApiDocument } from '../../../local/openapi/document';

const root = join(__dirname, '..', '..', '..');
const schemaFile = 'node_modules/@seriousme/openapi-schema-validator/schemas/v3.1/schema.json';
const readJson = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));

interface Operation {
  readonly operationId: string;
  readonly parameters?: { name: string; in: string; $ref?: string }[];
  readonly responses: Record<string, unknown>;
  readonly security: object[];
}
const document = JSON.parse(JSON.stringify(openApiDocument(routes)));
const operations = Object.entries<Record<string, Operation>>(document.paths).flatMap(
  ([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

describe('OpenAPI document', () => {
  it('is the committed one: `npm run openapi` was run after the last change', () => {
    expect(readJson('docs/reference/openapi.json')).toEqual(document);
  });

  it('fits the official schema of OpenAPI 3.1', () => {
    const validate = officialSchema();

    expect([validate(document), validate.errors]).toEqual([true, null]);
    expect(validate({ ...document, paths: { 'no-slash': {} } })).toBe(false);
  });

  it('has every route of the contract exactly once', () => {
    expect(
      operations.map(({ path, method, operation }) => [method, path, operation.operationId]),
    ).toEqual(
      expect.arrayContaining(
        routes.map(({ method, path, operationId }) => [method.toLowerCase(), path, operationId]),
      ),
    );
    expect(operations).toHaveLength(routes.length);
  });

  it('describes every parameter of every path', () => {
    for (const { path, operation } of operations) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const described = (operation.parameters ?? []).filter((one) => one.in === 'path');
      expect(described.map(({ name }) => name)).toEqual(named);
    }
  });

  it('holds schemas that compile, and references that lead somewhere', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema(document, 'document');
    const schemas = [...find(document.paths, 'schema'), ...find(document.components, 'schema')];
    expect(schemas.length).toBeGreaterThan(routes.length);
    for (const schema of schemas) {
      const local = JSON.stringify(schema).replaceAll('"#/components', '"document#/components');
      expect(() => ajv.compile(JSON.parse(local))).not.toThrow();
    }
    for (const reference of find(document, '$ref') as string[]) {
      const target = reference
        .slice(2)
        .split('/')
        .reduce((inner, name) => inner?.[name], document);
      expect([reference, typeof target]).toEqual([reference, 'object']);
    }
  });

  it('demands a token exactly where the contract does, and a key where it is idempotent', () => {
    for (const route of routes) {
      const found = operations.find(({ operation }) => operation.operationId === route.operationId);
      const isOpen = typeof route.access === 'string';
      expect(found?.operation.security).toEqual(isOpen ? [] : [{ accessToken: [] }]);
      const keys = (found?.operation.parameters ?? []).filter(({ $ref }) => $ref);
      expect(keys).toHaveLength(route.idempotent ? 1 : 0);
    }
  });

  it('names every problem a route declares under its status', () => {
    for (const route of routes) {
      const found = operations.find(({ operation }) => operation.operationId === route.operationId);
      for (const code of route.problems ?? []) {
        const answer = JSON.stringify(found?.operation.responses[problems[code].status] ?? '');
        expect([route.operationId, code, answer.includes(code)]).toEqual([
          route.operationId,
          code,
          true,
        ]);
      }
    }
  });
});

function officialSchema() {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  return ajv.compile(readJson(schemaFile));
}

function find(value: unknown, name: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === name ? [inner] : find(inner, name),
  );
}
