/** What rings about the night: it failed, it did not run, or it met a loan it could not serve. */
import { Duration } from 'aws-cdk-lib';
import { business, sumOf } from './metrics';
import type { MonitoringProps } from './monitoring';
import type { Alarms } from './platform/alarms';

export function watchNight(alarms: Alarms, { workflows, settings }: MonitoringProps): void {
  const { stateMachine } = workflows['loan-servicing'];
  alarms.add('night-failed', {
    says: 'A run of the night failed, timed out or was aborted: its days stay open.',
    metric: sumOf(
      [stateMachine.metricFailed(), stateMachine.metricTimedOut(), stateMachine.metricAborted()],
      'Failed, timed out, aborted',
    ),
    threshold: 1,
  });
  alarms.add('night-missed', {
    says: 'No run of the night has succeeded within the last thirty hours.',
    metric: stateMachine.metricSucceeded({ period: Duration.hours(6) }),
    threshold: 1,
    below: true,
    periods: 5,
    missingIsBad: true,
  });
  alarms.add('servicing-cases', {
    says: 'The night could not serve a loan: it is a case.',
    metric: business('ServicingCases', settings.stage, Duration.hours(1)),
    threshold: 1,
  });
}
