/** Alarms that reach someone: one topic, and no alarm without its page in the runbook. */
import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface AlarmsProps {
  readonly key: kms.IKey;
  /** Who is told; nobody when absent. */
  readonly email?: string;
  /** Where a notification goes that could not be delivered. */
  readonly deadLetterQueue: sqs.IQueue;
}

export interface AlarmProps {
  /** What is wrong, as a sentence. */
  readonly says: string;
  readonly metric: cloudwatch.IMetric;
  /** The alarm rings at this value and beyond. */
  readonly threshold: number;
  /** Default: at least the threshold. */
  readonly below?: boolean;
  /** How many periods of the metric in a row; default 1. */
  readonly periods?: number;
  /** Whether silence is itself the trouble. */
  readonly missingIsBad?: boolean;
}

export class Alarms extends Construct {
  readonly topic: sns.Topic;
  readonly all: cloudwatch.Alarm[] = [];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.topic = new sns.Topic(this, 'Topic', { masterKey: props.key, enforceSSL: true });
    // A topic with a policy of its own loses the one by which alarms may publish.
    this.topic.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    if (props.email) {
      this.topic.addSubscription(
        new subscriptions.EmailSubscription(props.email, {
          deadLetterQueue: props.deadLetterQueue,
        }),
      );
    }
  }

  /** @param name kebab-case: the alarm's heading in docs/runbook.md. */
  add(name: string, props: AlarmProps): void {
    const alarm = new cloudwatch.Alarm(this, name, {
      alarmDescription: `${props.says} Runbook: docs/runbook.md#${name}`,
      metric: props.metric,
      threshold: props.threshold,
      evaluationPeriods: props.periods ?? 1,
      comparisonOperator: props.below
        ? cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD
        : cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: props.missingIsBad
        ? cloudwatch.TreatMissingData.BREACHING
        : cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new actions.SnsAction(this.topic));
    this.all.push(alarm);
  }
}
