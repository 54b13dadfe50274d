import { readFileSync } from 'node:fs';
import { Duration } from 'aws-cdk-lib';
import { type StageSettings, stageNames } from '../../lib/config';
import { business, businessMetrics } from '../../lib/metrics';
import { messagesFailing } from '../../lib/people-alarms';
import { resourcesOf, templatesOf } from './synthesis';

const { lending } = templatesOf('prod');
const alarms = Object.values(resourcesOf(lending, 'AWS::CloudWatch::Alarm'));
const runbook = readFileSync('docs/runbook.md', 'utf8');
const chapters = runbook.split(/^## /m).slice(1);

describe('alarms', () => {
  it('each have their page in the runbook, and each page its alarm', () => {
    const anchors = alarms.map(
      ({ Properties }) =>
        /Runbook: docs\/runbook\.md#([a-z-]+)$/.exec(Properties.AlarmDescription)?.[1],
    );

    expect(chapters.map((chapter) => chapter.split('\n')[0]).sort()).toEqual(anchors.sort());
  });

  it('each are described, investigated and resolved there', () => {
    for (const chapter of chapters) {
      const headings = [...chapter.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading);
      expect(headings).toEqual(['Description', 'Investigation', 'Resolution']);
    }
  });

  it('each reach the topic, which is encrypted and takes TLS only', () => {
    for (const { Properties } of alarms) {
      expect(Properties.AlarmActions).toEqual([{ Ref: expect.stringContaining('AlarmsTopic') }]);
    }
    const [topic] = Object.values(resourcesOf(lending, 'AWS::SNS::Topic'));
    const [policy] = Object.values(resourcesOf(lending, 'AWS::SNS::TopicPolicy'));
    expect(topic?.Properties.KmsMasterKeyId).toBeDefined();
    expect(JSON.stringify(policy?.Properties)).toContain('"aws:SecureTransport":"false"');
  });

  it('watch the messages of whichever carrier the stage has', () => {
    const others: StageSettings['sms'][] = [
      { provider: 'endUserMessaging', originationIdentity: 'arn' },
      { provider: 'sns' },
    ];
    const watched = others.map((sms) =>
      Object.keys(messagesFailing({ stage: 'dev', sms }).usingMetrics),
    );
    expect(watched).toEqual([
      ['sent', 'notSent'],
      ['sent', 'notSent', 'delivered'],
    ]);
  });

  it('may be published by CloudWatch despite the topic’s policy', () => {
    const [policy] = Object.values(resourcesOf(lending, 'AWS::SNS::TopicPolicy'));
    expect(JSON.stringify(policy?.Properties)).toContain('cloudwatch.amazonaws.com');
  });
});

describe('the dashboard', () => {
  it('has its five parts', () => {
    const [dashboard] = Object.values(resourcesOf(lending, 'AWS::CloudWatch::Dashboard'));
    const body = JSON.stringify(dashboard?.Properties.DashboardBody);

    const parts = ["The borrower's way", 'Risk', 'The workflow', 'The API and its errors', 'Money'];
    for (const part of parts) {
      expect(body).toContain(`## ${part}`);
    }
  });

  it('shows every metric that the functions count, under the dimensions they write', () => {
    const source = readFileSync('lambdas/platform/observability.ts', 'utf8');
    const union = /export type MetricName =([^;]+);/.exec(source)?.[1] ?? '';
    const counted = [...union.matchAll(/'(\w+)'/g)].map(([, name]) => name);

    const [dashboard] = Object.values(resourcesOf(lending, 'AWS::CloudWatch::Dashboard'));
    const body = JSON.stringify(dashboard?.Properties.DashboardBody);
    for (const metric of counted) expect(body).toContain(metric);
    expect([...businessMetrics].sort()).toEqual(counted.sort());
    expect(business('FacesChecked', 'dev', Duration.hours(1)).dimensions).toEqual({
      service: 'sunlend',
      stage: 'dev',
    });
  });

  it('is one per stage, so that stages can share an account', () => {
    const names = stageNames.flatMap((stage) =>
      Object.values(resourcesOf(templatesOf(stage).lending, 'AWS::CloudWatch::Dashboard')).map(
        ({ Properties }) => Properties.DashboardName,
      ),
    );
    expect(names).toEqual(['sunlend-dev', 'sunlend-staging', 'sunlend-prod']);
  });
});
