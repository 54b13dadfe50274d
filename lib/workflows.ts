/** Binds statemachines/*.asl.json to the functions that do the work. */
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { variables } from '../lambdas/contract/environment';
import { stepsOf, type WorkflowName, workflowNames } from '../lambdas/contract/functions';
import { pascalCase } from '../lambdas/contract/route';
import { collectionOf } from './collection-settings';
import type { StageSettings } from './config';
import type { FunctionRegistry } from './platform/function-registry';
import { GrantedWorkflow, Workflow } from './platform/workflow';

interface Description {
  /** Its construct in the lending stack. */
  readonly id: string;
  /** The environment variable by which a function finds the workflow. */
  readonly variable: string;
  /** What its definition asks for besides the ARNs of its steps. */
  readonly substitutions: (settings: StageSettings) => Readonly<Record<string, string>>;
  /** Of its distributed maps. */
  readonly mapLabels?: readonly string[];
}

const descriptions: Readonly<Record<WorkflowName, Description>> = {
  'loan-origination': {
    id: 'Origination',
    variable: variables.originationWorkflow,
    substitutions: ({ reviewTimeoutSeconds }) => ({
      ReviewTimeoutSeconds: String(reviewTimeoutSeconds),
    }),
  },
  'loan-servicing': {
    id: 'Servicing',
    variable: variables.servicingWorkflow,
    substitutions: ({ night, protected: isProtected }) => ({
      PlacesPerBatch: String(night.shardsPerChild),
      ServicingConcurrency: String(night.childrenAtOnce),
      // Index reads are eventually consistent, save on a laptop.
      IndexWaitSeconds: isProtected ? '60' : '0',
    }),
    mapLabels: ['ServiceLoans'],
  },
  collections: {
    id: 'Collections',
    variable: variables.collectionsWorkflow,
    substitutions: (settings) => ({
      CallWaitSeconds: String(collectionOf(settings).callWaitSeconds),
    }),
  },
};

const physicalName = ({ stage }: StageSettings, name: WorkflowName): string =>
  `sunlend-${stage}-${name}`;

const each = <T>(make: (name: WorkflowName) => T): Readonly<Record<WorkflowName, T>> =>
  Object.fromEntries(workflowNames.map((name) => [name, make(name)])) as Record<WorkflowName, T>;

export type GrantedWorkflows = Readonly<Record<WorkflowName, GrantedWorkflow>>;

/** What the functions of a stage may be granted on its workflows. */
export const grantedWorkflows = (settings: StageSettings): GrantedWorkflows =>
  each((name) => new GrantedWorkflow(physicalName(settings, name), descriptions[name].variable));

export type LendingWorkflows = Readonly<Record<WorkflowName, LendingWorkflow>>;

export interface LendingWorkflowProps {
  readonly settings: StageSettings;
  readonly functions: FunctionRegistry;
  readonly key: kms.IKey;
}

/** All workflows of a stage. */
export const makeWorkflows = (scope: Construct, props: LendingWorkflowProps): LendingWorkflows =>
  each((name) => new LendingWorkflow(scope, name, props));

/** One state machine, with the ARNs of its steps put in. */
export class LendingWorkflow extends Workflow {
  constructor(scope: Construct, name: WorkflowName, props: LendingWorkflowProps) {
    const { settings, functions } = props;
    const steps = stepsOf(name).map((operationId) => functions.of(operationId));
    super(scope, descriptions[name].id, {
      name: physicalName(settings, name),
      definitionFile: `statemachines/${name}.asl.json`,
      substitutions: {
        ...Object.fromEntries(steps.map((fn) => [`${pascalCase(fn.operationId)}Arn`, fn.arn])),
        ...descriptions[name].substitutions(settings),
      },
      taskArns: steps.map(({ arn }) => arn),
      mapLabels: descriptions[name].mapLabels,
      key: props.key,
      settings,
    });
  }
}
