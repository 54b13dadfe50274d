/** The role by which API Gateway calls functions: exactly those of the routes. */
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { RouteDefinition } from '../../lambdas/contract/route';
import type { FunctionRegistry } from './function-registry';
import type { LendingFunction } from './lending-function';

export interface InvokeRoleProps {
  readonly routes: readonly RouteDefinition[];
  readonly functions: FunctionRegistry;
  readonly authorizer: LendingFunction;
}

/** A policy may have 6,144 characters, an ARN of ours some 140; a role may have ten policies. */
const functionsPerPolicy = 35;

/**
 * One role for the gateway instead of a permission per method, which would be the largest group
 * of resources in the stack. Several policies, since a policy's size is limited.
 */
export function invokeRole(scope: Construct, props: InvokeRoleProps): iam.IRole {
  const { routes, functions, authorizer } = props;
  const arns = [authorizer.arn, ...routes.map(({ operationId }) => functions.of(operationId).arn)];
  const parts = Array.from({ length: Math.ceil(arns.length / functionsPerPolicy) }, (_, part) =>
    arns.slice(part * functionsPerPolicy, (part + 1) * functionsPerPolicy),
  );
  const policies = parts.map(
    (resources, part) =>
      new iam.ManagedPolicy(scope, `InvokePart${part + 1}`, {
        description: `Lets the API call functions, part ${part + 1} of its routes`,
        statements: [new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources })],
      }),
  );
  return new iam.Role(scope, 'InvokeRole', {
    assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com'),
    managedPolicies: policies,
  }).withoutPolicyUpdates();
}
