/** Runs a function by China's clock, with rights to that function only. */
import { Duration, Stack, TimeZone } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as targets from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import type { DeadLetters } from './dead-letters';
import type { LendingFunction } from './lending-function';

export interface TimedRunProps {
  readonly fn: LendingFunction;
  /** At this minute of every day, or of some days of the month; or every so many minutes. */
  readonly when:
    | { readonly daysOfMonth?: string; readonly hour: number; readonly minute: number }
    | { readonly everyMinutes: number };
  readonly deadLetters: DeadLetters;
}

export class TimedRun extends Construct {
  constructor(scope: Construct, id: string, props: TimedRunProps) {
    super(scope, id);
    const { fn, deadLetters } = props;
    const policy = new iam.ManagedPolicy(this, 'Policy', {
      description: `Starts ${fn.operationId} by the clock`,
      statements: [
        new iam.PolicyStatement({
          actions: ['lambda:InvokeFunction'],
          resources: [fn.function.functionArn],
        }),
        new iam.PolicyStatement({
          actions: ['sqs:SendMessage'],
          resources: [deadLetters.queue.queueArn],
        }),
      ],
    });
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      managedPolicies: [policy],
    });
    new scheduler.Schedule(this, 'Schedule', {
      schedule: expressionOf(props.when),
      target: new targets.LambdaInvoke(fn.function, {
        // The target would grant itself every version of the function.
        role: role.withoutPolicyUpdates(),
        deadLetterQueue: deadLetters.queue,
        retryAttempts: 10,
        maxEventAge: Duration.hours(6),
      }),
    });
  }
}

const expressionOf = (when: TimedRunProps['when']): scheduler.ScheduleExpression =>
  'everyMinutes' in when
    ? scheduler.ScheduleExpression.rate(Duration.minutes(when.everyMinutes))
    : scheduler.ScheduleExpression.cron({
        hour: String(when.hour),
        minute: String(when.minute),
        ...(when.daysOfMonth && { day: when.daysOfMonth }),
        timeZone: TimeZone.ASIA_SHANGHAI,
      });
