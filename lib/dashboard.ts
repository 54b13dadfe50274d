/** One page that answers: do borrowers get through, do workflows run, and where is the money. */
import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { functions as unrouted } from '../lambdas/contract/functions';
import { graph, heading } from './dashboard-widgets';
import { allFunctions, type BusinessMetric, business, facesHeld } from './metrics';
import { money } from './money-dashboard';
import type { MonitoringProps } from './monitoring';
import { risk } from './risk-dashboard';

export interface LendingDashboardProps extends MonitoringProps {
  readonly alarms: readonly cloudwatch.Alarm[];
}

const hour = Duration.hours(1);

const counted = ({ settings }: LendingDashboardProps, ...names: BusinessMetric[]) =>
  names.map((name) => business(name, settings.stage, hour));

export class LendingDashboard extends Construct {
  constructor(scope: Construct, id: string, props: LendingDashboardProps) {
    super(scope, id);
    const dashboard = new cloudwatch.Dashboard(this, 'Dashboard', {
      dashboardName: `sunlend-${props.settings.stage}`,
      defaultInterval: Duration.days(1),
    });
    dashboard.addWidgets(
      new cloudwatch.AlarmStatusWidget({ title: 'Alarms', alarms: [...props.alarms], width: 24 }),
    );
    for (const section of [borrowers, risk, workflow, api, money]) {
      const [title, ...widgets] = section(props);
      dashboard.addWidgets(title);
      dashboard.addWidgets(...widgets);
    }
  }
}

type Section = [cloudwatch.IWidget, ...cloudwatch.IWidget[]];

/** How many come, how far they get, where they wait. */
function borrowers(props: LendingDashboardProps): Section {
  const { functions } = props;
  const calls = (operationId: string) =>
    functions.of(operationId).metric('Invocations', { label: operationId, period: hour });
  return [
    heading("The borrower's way"),
    graph(
      'Steps taken per hour',
      [
        'signIn',
        'readCard',
        'completeLivenessSession',
        'bindBankCard',
        'createQuote',
        'signOrder',
      ].map(calls),
    ),
    graph(
      'Orders per hour',
      counted(props, 'OrdersSubmitted', 'OrdersApproved', 'OrdersRejected', 'OrdersReferred'),
      counted(props, 'FacesChecked', 'FacesRefused', 'RefreshTokensReused'),
    ),
    graph('Text messages per hour', counted(props, 'MessagesSent', 'MessagesNotSent')),
    new cloudwatch.SingleValueWidget({
      title: 'Faces held (to be filed at 100,000)',
      metrics: [facesHeld(props.data)],
      width: 12,
    }),
  ];
}

function workflow({ workflows, functions, data }: LendingDashboardProps): Section {
  const { stateMachine } = workflows['loan-origination'];
  const consumers = unrouted.filter(({ kind }) => kind === 'consumer');
  return [
    heading('The workflow'),
    graph(
      'Executions',
      [
        stateMachine.metricStarted({ period: hour }),
        stateMachine.metricSucceeded({ period: hour }),
        stateMachine.metricFailed({ period: hour }),
        stateMachine.metricTimedOut({ period: hour }),
      ],
      [stateMachine.metricThrottled({ period: hour })],
    ),
    graph(
      'Waiting events and dead letters',
      consumers.map(({ operationId }) =>
        functions
          .of(operationId)
          .metric('IteratorAge', { label: operationId, statistic: 'Maximum' }),
      ),
      [data.deadLetters.queue.metricApproximateNumberOfMessagesVisible()],
    ),
  ];
}

function api({ api, data }: LendingDashboardProps): Section {
  const stage = api.api.deploymentStage;
  return [
    heading('The API and its errors'),
    graph(
      'Requests and refusals',
      [stage.metricCount()],
      [stage.metricClientError(), stage.metricServerError()],
    ),
    graph('Latency (ms)', [
      stage.metricLatency({ statistic: 'p50', label: 'p50' }),
      stage.metricLatency({ statistic: 'p90', label: 'p90' }),
      stage.metricLatency({ statistic: 'p99', label: 'p99' }),
    ]),
    graph(
      'Functions',
      [allFunctions('Errors'), allFunctions('Throttles')],
      [allFunctions('ConcurrentExecutions', 'Maximum')],
    ),
    graph(
      'Tables: capacity units written',
      Object.values(data.tables).map(({ table }) =>
        table.metricConsumedWriteCapacityUnits({ label: table.node.scope?.node.id }),
      ),
    ),
  ];
}
