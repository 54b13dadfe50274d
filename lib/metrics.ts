/** The metrics that the dashboard shows and the alarms watch. */
import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { DataStack } from './data-stack';

/** What the functions count themselves, in CloudWatch's embedded metric format. */
export const businessMetrics = [
  'OrdersSubmitted',
  'OrdersApproved',
  'OrdersRejected',
  'OrdersReferred',
  'DisbursedFen',
  'DisbursementsFailed',
  'RepaidFen',
  'LoansSettled',
  'LoansOverdue',
  'RefundsFailed',
  'ReconciliationDifferences',
  'StatementsMissing',
  'SubmissionsFailed',
  'NoticesContradicted',
  'EarlyWarnings',
  'LoansServiced',
  'ServicingCases',
  'FacesChecked',
  'FacesRefused',
  'RefreshTokensReused',
  'MessagesSent',
  'MessagesNotSent',
  'DecisionsApprovedPpm',
  'DecisionsReferredPpm',
  'ValuesMissingPpm',
  'ScoreShiftPpm',
  'FieldShiftPpm',
  'RulesSilent',
  'VintagePredictedPpm',
  'VintageObservedPpm',
  'VintageAucPpm',
  'VintageKsPpm',
  'VintageAucShiftPpm',
  'ContactsMade',
  'ContactsRefused',
  'ContactsFailed',
  'PromisesMade',
  'PromisesKept',
  'PromisesBroken',
] as const;
export type BusinessMetric = (typeof businessMetrics)[number];

/**
 * What a period comes to, under the dimensions that the functions write: counts add up, while a
 * share or a shift told twice, by a schedule that fired twice, is no larger.
 */
export const business = (
  metricName: BusinessMetric,
  stage: string,
  period: Duration,
): cloudwatch.Metric =>
  new cloudwatch.Metric({
    namespace: 'Sunlend',
    metricName,
    dimensionsMap: { service: 'sunlend', stage },
    period,
    statistic: metricName.endsWith('Ppm') ? 'Average' : 'Sum',
    label: metricName,
  });

/** One object for each person; S3 counts once a day. */
export const facesHeld = ({ faces }: Pick<DataStack, 'faces'>): cloudwatch.Metric =>
  new cloudwatch.Metric({
    namespace: 'AWS/S3',
    metricName: 'NumberOfObjects',
    dimensionsMap: { BucketName: faces.bucket.bucketName, StorageType: 'AllStorageTypes' },
    period: Duration.days(1),
    statistic: 'Average',
    label: 'Faces held',
  });

/** Decisions by the arm that made them: a line for each arm there is. */
export const decisionsByArm = (metricName: string, stage: string): cloudwatch.MathExpression => {
  const schema = '{Sunlend,arm,service,stage}';
  const search = `${schema} MetricName="${metricName}" stage="${stage}"`;
  return new cloudwatch.MathExpression({
    expression: `SEARCH('${search}', 'Sum', 3600)`,
    label: metricName,
    period: Duration.hours(1),
  });
};

/** Sums over every function of the account and region. */
export const allFunctions = (metricName: string, statistic = 'Sum'): cloudwatch.Metric =>
  new cloudwatch.Metric({
    namespace: 'AWS/Lambda',
    metricName,
    statistic,
    period: Duration.minutes(5),
  });

export const sumOf = (
  metrics: readonly cloudwatch.IMetric[],
  label: string,
  period = Duration.minutes(5),
): cloudwatch.MathExpression => combined('SUM', metrics, label, period);

export const highestOf = (
  metrics: readonly cloudwatch.IMetric[],
  label: string,
  period = Duration.minutes(5),
): cloudwatch.MathExpression => combined('MAX', metrics, label, period);

function combined(
  operator: 'SUM' | 'MAX',
  metrics: readonly cloudwatch.IMetric[],
  label: string,
  period: Duration,
): cloudwatch.MathExpression {
  const named = Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric]));
  return new cloudwatch.MathExpression({
    expression: `${operator}([${Object.keys(named).join(', ')}])`,
    usingMetrics: named,
    label,
    period,
  });
}
