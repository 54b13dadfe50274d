/** Binds statemachines/*.asl.json to the functions that do the work. */
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { variables } from '../lambdas/contract/environment';
import { functions } from '../lambdas/contract/functions';
import { pascalCase } from '../lambdas/contract/route';
import type { StageSettings } from './config';
import type { FunctionRegistry } from './platform/function-registry';
import { GrantedWorkflow, Workflow } from './platform/workflow';

/** What the functions of a stage are granted on the order's way. */
export const grantedOrigination = ({ stage }: StageSettings): GrantedWorkflow =>
  new GrantedWorkflow(`sunlend-${stage}-loan-origination`, variables.originationWorkflow);

export interface OriginationWorkflowProps {
  readonly settings: StageSettings;
  readonly functions: FunctionRegistry;
  readonly key: kms.IKey;
}

const tasks = functions.filter(({ kind }) => kind === 'task');

/** The order's way from submission to a running loan. */
export class OriginationWorkflow extends Workflow {
  constructor(scope: Construct, id: string, props: OriginationWorkflowProps) {
    const { settings } = props;
    const arnOf = (operationId: string) => props.functions.of(operationId).arn;
    super(scope, id, {
      name: grantedOrigination(settings).name,
      definitionFile: 'statemachines/loan-origination.asl.json',
      substitutions: {
        ...Object.fromEntries(
          tasks.map(({ operationId }) => [`${pascalCase(operationId)}Arn`, arnOf(operationId)]),
        ),
        ReviewTimeoutSeconds: String(settings.reviewTimeoutSeconds),
      },
      taskArns: tasks.map(({ operationId }) => arnOf(operationId)),
      key: props.key,
      settings,
    });
  }
}
