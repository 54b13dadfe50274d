import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Alarms } from '../../../lib/platform/alarms';
import { assemblyFolder } from '../../support/assembly-folder';

/** Loading the CDK takes seconds on a busy machine. */
jest.setTimeout(60_000);

describe('alarms', () => {
  it('reach the mail address that is given, and keep what cannot be delivered', () => {
    const template = templateWith('watch@example.com');

    template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'watch@example.com',
    });
    expect(JSON.stringify(template.findResources('AWS::SNS::Subscription'))).toContain(
      'deadLetterTargetArn',
    );
  });

  it('reach nobody without one, but still ring', () => {
    const template = templateWith(undefined);

    template.resourceCountIs('AWS::SNS::Subscription', 0);
    template.resourceCountIs('AWS::CloudWatch::Alarm', 2);
  });

  it('ring at the threshold, below it if so told, and on silence if that is the trouble', () => {
    const template = templateWith(undefined);

    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      EvaluationPeriods: 1,
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
      EvaluationPeriods: 3,
    });
  });
});

function templateWith(email: string | undefined): Template {
  const stack = new Stack(new App({ outdir: assemblyFolder() }));
  const alarms = new Alarms(stack, 'Alarms', {
    key: new kms.Key(stack, 'Key'),
    deadLetterQueue: new sqs.Queue(stack, 'Queue'),
    email,
  });
  const metric = new cloudwatch.Metric({
    namespace: 'Test',
    metricName: 'Count',
    period: Duration.minutes(5),
  });
  alarms.add('too-many', { says: 'Too many.', metric, threshold: 1 });
  alarms.add('too-few', {
    says: 'Too few.',
    metric,
    threshold: 1,
    below: true,
    periods: 3,
    missingIsBad: true,
  });
  return Template.fromStack(stack);
}
