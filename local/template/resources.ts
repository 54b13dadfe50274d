/** A resource of the template, resolved: what every typed list is read from. */
import type { StackTemplate } from './assembly';
import type { Identity } from './identifiers';
import type { Resolver } from './intrinsics';

export interface Resource {
  readonly stackName: string;
  readonly logicalId: string;
  /** The CloudFormation type, e.g. AWS::Lambda::Function. */
  readonly type: string;
  readonly identity: Identity;
  /** Without intrinsics. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** As the construct left it, e.g. sunlend:operationId. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Where the asset lies that a property names by its object key. */
  assetPath(objectKey: string): string | undefined;
}

/** Every resource whose condition holds. */
export function resolveResources(stacks: readonly StackTemplate[], resolver: Resolver): Resource[] {
  return stacks.flatMap((stack) =>
    Object.entries(stack.Resources)
      .filter(([, raw]) => resolver.holds(stack, raw))
      .map(([logicalId, raw]) => ({
        stackName: stack.stackName,
        logicalId,
        type: raw.Type,
        identity: resolver.identity(stack, logicalId),
        properties: resolver.resolve(stack, raw.Properties ?? {}) as Record<string, unknown>,
        metadata: raw.Metadata ?? {},
        assetPath: stack.assetPath,
      })),
  );
}

export const ofType = (resources: readonly Resource[], ...types: readonly string[]): Resource[] =>
  resources.filter(({ type }) => types.includes(type));

export const arnOf = (resource: Resource): string => resource.identity.attributes.Arn ?? '';
