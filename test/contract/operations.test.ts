/** The contract's promises about files and bindings: each operation has one handler, bound once. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { functions } from '../../lambdas/contract/functions';
import {
  capabilities,
  handlerFile,
  kebabCase,
  type RouteDefinition,
} from '../../lambdas/contract/route';
import { routes } from '../../lambdas/contract/routes';
import { resourcesOf, templatesOf } from '../lib/synthesis';
import { sourceFiles } from '../support/source-files';

const operations = [...routes, ...functions];
const operationIds = operations.map(({ operationId }) => operationId);

describe('operations', () => {
  it('are named once, as verb and noun in camel case', () => {
    expect(new Set(operationIds).size).toBe(operationIds.length);
    for (const operationId of operationIds) expect(operationId).toMatch(/^[a-z]+([A-Z][a-z]+)*$/);
  });

  it('are reached by one method and path each', () => {
    const places = routes.map(({ method, path }) => `${method} ${path.replace(/\{\w+\}/g, '{}')}`);

    expect(new Set(places).size).toBe(places.length);
  });

  it('have each a handler in a file of their own, and there is no other handler', () => {
    const files = sourceFiles(
      ...capabilities
        .map((capability) => `lambdas/${capability}`)
        .filter((folder) => existsSync(folder)),
    );
    const handling = files
      .filter(({ text }) => /\bexport (const|function|\{[^}]*)\s*handler\b/.test(text))
      .map(({ path }) => path);

    expect(handling.sort()).toEqual(operations.map(handlerFile).sort());
  });

  it('lie in the folder of their capability, and those folders hold nothing else', () => {
    for (const capability of capabilities.filter((name) => existsSync(`lambdas/${name}`)))
      for (const entry of readdirSync(`lambdas/${capability}`, { withFileTypes: true }))
        expect([entry.name, entry.isFile() && entry.name.endsWith('.ts')]).toEqual([
          entry.name,
          true,
        ]);
  });
});

describe('a handler', () => {
  it.each(routes.map((route) => [route.operationId, route] as const))(
    '%s serves its route',
    (_, route) => {
      expect(handlerOf(route).operation).toEqual(expect.any(Function));
      expect(handlerOf(route).route).toBe(route);
    },
  );

  const parts = { task: 'step', consumer: 'consumer', schedule: 'operation', authorizer: 'over' };

  it.each(functions.map((each) => [each.operationId, each] as const))(
    '%s is what the list says',
    (_, each) => {
      expect(handlerOf(each)[parts[each.kind]]).toEqual(expect.any(Function));
      expect(handlerOf(each).route).toBeUndefined();
    },
  );
});

describe('the infrastructure', () => {
  it.each(['dev', 'prod'])('of %s has one function for each operation, and no other', (stage) => {
    const bound = allTemplates(stage)
      .flatMap((template) => Object.values(resourcesOf(template, 'AWS::Lambda::Function')))
      .map(({ Metadata }) => Metadata?.['sunlend:operationId'])
      .filter((operationId) => operationId !== undefined);

    expect(bound.sort()).toEqual([...operationIds].sort());
  });

  it('has one method for each route', () => {
    const methods = allTemplates('dev')
      .flatMap((template) => Object.values(resourcesOf(template, 'AWS::ApiGateway::Method')))
      .map(({ Properties }) => Properties.HttpMethod as string);

    expect(methods.sort()).toEqual(routes.map(({ method }) => method).sort());
  });
});

// biome-ignore lint/suspicious/noExplicitAny: handlers are of several kinds.
function handlerOf(of: Pick<RouteDefinition, 'operationId' | 'capability'>): any {
  return require(join(process.cwd(), 'lambdas', of.capability, kebabCase(of.operationId))).handler;
}

const allTemplates = (stage: string) => Object.values(templatesOf(stage)).flat();
