/** The role by which API Gateway calls functions: exactly those of the routes. */
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { pascalCase, type RouteDefinition } from '../../lambdas/contract/route';
import type { FunctionRegistry } from './function-registry';
import type { LendingFunction } from './lending-function';

export interface InvokeRoleProps {
  readonly routes: readonly RouteDefinition[];
  readonly functions: FunctionRegistry;
  readonly authorizer: LendingFunction;
}

/**
 * One role for the gateway instead of a permission per method, which would be the largest group
 * of resources in the stack. A policy per capability, since a policy's size is limited.
 */
export function invokeRole(scope: Construct, props: InvokeRoleProps): iam.IRole {
  const { routes, functions, authorizer } = props;
  const arns = new Map<string, string[]>([['gate', [authorizer.arn]]]);
  for (const { capability, operationId } of routes) {
    const arn = functions.of(operationId).arn;
    arns.set(capability, [...(arns.get(capability) ?? []), arn]);
  }
  const policies = [...arns].map(
    ([name, resources]) =>
      new iam.ManagedPolicy(scope, `Invoke${pascalCase(name)}`, {
        description: `Lets the API call the functions of ${name}`,
        statements: [new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources })],
      }),
  );
  return new iam.Role(scope, 'InvokeRole', {
    assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com'),
    managedPolicies: policies,
  }).withoutPolicyUpdates();
}
