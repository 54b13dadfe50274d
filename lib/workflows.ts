/** Binds statemachines/*.asl.json to the functions that do the work. */
import { Lazy } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { variables } from '../lambdas/contract/environment';
import { functions } from '../lambdas/contract/functions';
import { pascalCase } from '../lambdas/contract/route';
import type { StageSettings } from './config';
import type { FunctionFactory } from './platform/function-factory';
import { Workflow } from './platform/workflow';

export interface OriginationWorkflowProps {
  readonly settings: StageSettings;
  readonly functions: FunctionFactory;
  readonly key: kms.IKey;
}

const tasks = functions.filter(({ kind }) => kind === 'task');

/** The order's way from submission to a running loan. Made before the functions it invokes. */
export class OriginationWorkflow extends Workflow {
  constructor(scope: Construct, id: string, props: OriginationWorkflowProps) {
    const { settings } = props;
    const arnOf = (operationId: string) => props.functions.of(operationId).function.functionArn;
    super(scope, id, {
      name: `sunlend-${settings.stage}-loan-origination`,
      definitionFile: 'statemachines/loan-origination.asl.json',
      substitutions: {
        ...Object.fromEntries(
          tasks.map(({ operationId }) => [
            `${pascalCase(operationId)}Arn`,
            Lazy.string({ produce: () => arnOf(operationId) }),
          ]),
        ),
        ReviewTimeoutSeconds: String(settings.reviewTimeoutSeconds),
      },
      taskArns: Lazy.list({ produce: () => tasks.map(({ operationId }) => arnOf(operationId)) }),
      key: props.key,
      settings,
      variable: variables.originationWorkflow,
    });
  }
}
