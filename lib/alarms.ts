/** What rings: every alarm, named as its page in docs/runbook.md. */
import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { functions as unrouted } from '../lambdas/contract/functions';
import { allFunctions, business, highestOf, sumOf } from './metrics';
import type { MonitoringProps } from './monitoring';
import { watchNight } from './night-alarms';
import { watchPeople } from './people-alarms';
import type { Alarms } from './platform/alarms';
import { watchRisk } from './risk-alarms';

const fiveMinutes = Duration.minutes(5);

export function addAlarms(alarms: Alarms, props: MonitoringProps): void {
  watchApi(alarms, props);
  watchWorkflow(alarms, props);
  watchNight(alarms, props);
  watchStorage(alarms, props);
  watchPeople(alarms, props);
  watchRisk(alarms, props);
}

function watchApi(alarms: Alarms, { api, firewall }: MonitoringProps): void {
  alarms.add('api-server-errors', {
    says: 'The API answered at least five requests with a server error in five minutes.',
    metric: api.api.deploymentStage.metricServerError({ period: fiveMinutes, statistic: 'Sum' }),
    threshold: 5,
  });
  alarms.add('api-slow', {
    says: 'One request in ten has taken three seconds or longer for a quarter of an hour.',
    metric: api.api.deploymentStage.metricLatency({ period: fiveMinutes, statistic: 'p90' }),
    threshold: 3_000,
    periods: 3,
  });
  alarms.add('firewall-blocking', {
    says: 'The firewall refused a thousand requests or more in five minutes.',
    metric: new cloudwatch.Metric({
      namespace: 'AWS/WAFV2',
      metricName: 'BlockedRequests',
      dimensionsMap: { WebACL: firewall.name, Region: Stack.of(firewall).region, Rule: 'ALL' },
      statistic: 'Sum',
      period: fiveMinutes,
    }),
    threshold: 1_000,
  });
  alarms.add('functions-throttled', {
    says: 'Functions were refused a place to run ten times or more in five minutes.',
    metric: allFunctions('Throttles'),
    threshold: 10,
  });
}

function watchWorkflow(
  alarms: Alarms,
  { workflows, functions, data, settings }: MonitoringProps,
): void {
  const { stateMachine } = workflows['loan-origination'];
  alarms.add('workflow-failed', {
    says: 'An order’s workflow failed, timed out or was aborted.',
    metric: sumOf(
      [stateMachine.metricFailed(), stateMachine.metricTimedOut(), stateMachine.metricAborted()],
      'Failed, timed out, aborted',
    ),
    threshold: 1,
  });
  const consumers = unrouted
    .filter(({ kind }) => kind === 'consumer')
    .map(({ operationId }) => functions.of(operationId));
  alarms.add('stream-delayed', {
    says: 'Committed events have waited five minutes or longer for their consumer.',
    metric: highestOf(
      consumers.map((fn) => fn.metric('IteratorAge', { statistic: 'Maximum' })),
      'Oldest event (ms)',
    ),
    threshold: 5 * 60 * 1_000,
    periods: 2,
  });
  alarms.add('disbursements-failing', {
    says: 'Five disbursements or more failed within an hour.',
    metric: business('DisbursementsFailed', settings.stage, Duration.hours(1)),
    threshold: 5,
  });
  alarms.add('channel-unhealthy', {
    says: 'Payment channels refused or did not answer ten submissions or more in five minutes.',
    metric: business('SubmissionsFailed', settings.stage, fiveMinutes),
    threshold: 10,
  });
  alarms.add('dead-letters', {
    says: 'Asynchronous work failed every retry and was parked.',
    metric: data.deadLetters.queue.metricApproximateNumberOfMessagesVisible({
      period: fiveMinutes,
      statistic: 'Maximum',
    }),
    threshold: 1,
  });
}

function watchStorage(alarms: Alarms, { data }: MonitoringProps): void {
  const throttled = (metricName: string) =>
    sumOf(
      Object.values(data.tables).map(({ table }) =>
        table.metric(metricName, { statistic: 'Sum', period: fiveMinutes }),
      ),
      metricName,
    );
  alarms.add('table-writes-throttled', {
    says: 'DynamoDB refused ten writes or more for want of capacity in five minutes.',
    metric: throttled('WriteThrottleEvents'),
    threshold: 10,
  });
  alarms.add('table-reads-throttled', {
    says: 'DynamoDB refused ten reads or more for want of capacity in five minutes.',
    metric: throttled('ReadThrottleEvents'),
    threshold: 10,
  });
}
