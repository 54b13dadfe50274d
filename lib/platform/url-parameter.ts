/** An address that only the deployment knows. */
import { CfnParameter, type Stack } from 'aws-cdk-lib';

/** A parameter belongs to one stack: each stack that speaks to somebody asks for the address. */
export function urlParameter(
  stack: Stack,
  { id, ...about }: { readonly id: string; readonly description: string; readonly default: string },
): string {
  const parameter =
    (stack.node.tryFindChild(id) as CfnParameter | undefined) ??
    new CfnParameter(stack, id, {
      ...about,
      allowedPattern: '^https?://[A-Za-z0-9.:-]+(/[A-Za-z0-9._/-]*)?$',
    });
  return parameter.valueAsString;
}
