/** Runs a function by China's clock, with rights to that function only. */
import { Duration, TimeZone } from 'aws-cdk-lib';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as targets from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import type { DeadLetters } from './dead-letters';
import type { LendingFunction } from './lending-function';
import { TimedRole } from './timed-role';

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
    const { role } = new TimedRole(this, {
      description: `Starts ${fn.operationId} by the clock`,
      action: 'lambda:InvokeFunction',
      targetArn: fn.function.functionArn,
      deadLetters,
    });
    new scheduler.Schedule(this, 'Schedule', {
      schedule: expressionOf(props.when),
      target: new targets.LambdaInvoke(fn.function, {
        role,
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
