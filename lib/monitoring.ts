/** What is watched day and night: the alarms and the dashboard. */
import { Construct } from 'constructs';
import { addAlarms } from './alarms';
import type { StageSettings } from './config';
import { LendingDashboard } from './dashboard';
import type { DataStack } from './data-stack';
import { Alarms } from './platform/alarms';
import type { FunctionRegistry } from './platform/function-registry';
import type { RestApi } from './platform/rest-api';
import type { WebFirewall } from './platform/web-firewall';
import type { LendingWorkflows } from './workflows';

export interface MonitoringProps {
  readonly api: RestApi;
  readonly firewall: WebFirewall;
  readonly functions: FunctionRegistry;
  readonly workflows: LendingWorkflows;
  readonly data: DataStack;
  readonly settings: StageSettings;
}

export class Monitoring extends Construct {
  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const alarms = new Alarms(this, 'Alarms', {
      key: props.data.keys.operations,
      email: props.settings.alarmEmail,
      deadLetterQueue: props.data.deadLetters.queue,
    });
    addAlarms(alarms, props);
    new LendingDashboard(this, 'Dashboard', { ...props, alarms: alarms.all });
  }
}
