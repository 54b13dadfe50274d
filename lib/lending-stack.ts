/** What stands before and between the functions: the API, its firewall, workflows and the watch. */
import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { routes } from '../lambdas/contract/routes';
import { nightHours, nightMinute } from '../lambdas/contract/servicing';
import { collectionOf } from './collection-settings';
import type { StageSettings } from './config';
import type { DataStack } from './data-stack';
import { Monitoring } from './monitoring';
import type { FunctionRegistry } from './platform/function-registry';
import type { LendingFunction } from './platform/lending-function';
import { RestApi } from './platform/rest-api';
import { TimedExecution } from './platform/timed-execution';
import { WebFirewall } from './platform/web-firewall';
import { stackProps } from './stack-props';
import { makeWorkflows } from './workflows';

export interface LendingStackProps {
  readonly settings: StageSettings;
  readonly data: DataStack;
  readonly functions: FunctionRegistry;
  readonly authorizer: LendingFunction;
}

export class LendingStack extends Stack {
  constructor(scope: Construct, props: LendingStackProps) {
    const { settings, data, functions, authorizer } = props;
    super(scope, 'Lending', {
      ...stackProps(settings, 'lending'),
      description: `Sunlend ${settings.stage}: the API, the workflows and the watch over them`,
    });
    const { operations } = data.keys;
    const workflows = makeWorkflows(this, { settings, functions, key: operations });
    new TimedExecution(this, 'Night', {
      workflow: workflows['loan-servicing'],
      hours: nightHours,
      minute: nightMinute,
      deadLetters: data.deadLetters,
    });
    new TimedExecution(this, 'CollectionRun', {
      workflow: workflows.collections,
      hours: collectionOf(settings).hours,
      minute: 0,
      deadLetters: data.deadLetters,
    });
    const api = new RestApi(this, 'Api', {
      routes,
      functions,
      authorizer,
      logsKey: operations,
      settings,
    });
    const firewall = new WebFirewall(this, 'Firewall', { api, logsKey: operations, settings });
    new Monitoring(this, 'Monitoring', { api, firewall, functions, workflows, data, settings });
  }
}
