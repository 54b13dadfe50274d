/** The role of a schedule: it may start one thing, and park what it could not start. */
import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { DeadLetters } from './dead-letters';

export interface TimedRoleProps {
  readonly description: string;
  readonly action: 'lambda:InvokeFunction' | 'states:StartExecution';
  readonly targetArn: string;
  readonly deadLetters: DeadLetters;
}

export class TimedRole extends Construct {
  /** Whatever a target would grant itself beyond is left out. */
  readonly role: iam.IRole;

  constructor(scope: Construct, props: TimedRoleProps) {
    super(scope, 'Access');
    const policy = new iam.ManagedPolicy(this, 'Policy', {
      description: props.description,
      statements: [
        new iam.PolicyStatement({ actions: [props.action], resources: [props.targetArn] }),
        new iam.PolicyStatement({
          actions: ['sqs:SendMessage'],
          resources: [props.deadLetters.queue.queueArn],
        }),
      ],
    });
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      managedPolicies: [policy],
    });
    this.role = role.withoutPolicyUpdates();
  }
}
