/** Starts a workflow by China's clock, with rights to start that workflow only. */
import { Duration, TimeZone } from 'aws-cdk-lib';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as targets from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import type { DeadLetters } from './dead-letters';
import { TimedRole } from './timed-role';
import type { Workflow } from './workflow';

export interface TimedExecutionProps {
  readonly workflow: Workflow;
  /** Every day at this minute of these hours. */
  readonly hours: readonly number[];
  readonly minute: number;
  readonly deadLetters: DeadLetters;
}

export class TimedExecution extends Construct {
  constructor(scope: Construct, id: string, props: TimedExecutionProps) {
    super(scope, id);
    const { workflow, hours, minute, deadLetters } = props;
    const { role } = new TimedRole(this, {
      description: `Starts ${workflow.name} by the clock`,
      action: 'states:StartExecution',
      targetArn: workflow.stateMachine.stateMachineArn,
      deadLetters,
    });
    new scheduler.Schedule(this, 'Schedule', {
      schedule: scheduler.ScheduleExpression.cron({
        hour: hours.join(','),
        minute: String(minute),
        timeZone: TimeZone.ASIA_SHANGHAI,
      }),
      target: new targets.StepFunctionsStartExecution(workflow.stateMachine, {
        role,
        input: scheduler.ScheduleTargetInput.fromObject({}),
        deadLetterQueue: deadLetters.queue,
        retryAttempts: 10,
        maxEventAge: Duration.hours(6),
      }),
    });
  }
}
