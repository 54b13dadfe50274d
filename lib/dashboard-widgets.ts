/** What the dashboard is made of. */
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

export const half = 12;

/** Half as wide as the page. */
export const graph = (
  title: string,
  left: cloudwatch.IMetric[],
  right: cloudwatch.IMetric[] = [],
): cloudwatch.GraphWidget =>
  new cloudwatch.GraphWidget({ title, left, right, width: half, height: 6 });

export const heading = (markdown: string): cloudwatch.TextWidget =>
  new cloudwatch.TextWidget({ markdown: `## ${markdown}`, width: 24, height: 1 });
