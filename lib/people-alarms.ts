/** What rings for people: messages that do not reach them, tokens, and faces. */
import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { StageSettings } from './config';
import { business, facesHeld } from './metrics';
import type { MonitoringProps } from './monitoring';
import type { Alarms } from './platform/alarms';

const hour = Duration.hours(1);

/** 人脸识别技术应用安全管理办法: who holds as many files with the authority in 30 working days. */
const facesToBeFiled = 100_000;

export function watchPeople(alarms: Alarms, { settings, data }: MonitoringProps): void {
  alarms.add('sms-failing', {
    says: 'One text message in ten, or more, was not taken or not delivered in the last hour.',
    metric: messagesFailing(settings),
    threshold: 10,
  });
  alarms.add('money-unreconciled', {
    says: 'A statement of a payment channel does not agree with our instructions or books.',
    metric: business('ReconciliationDifferences', settings.stage, hour),
    threshold: 1,
  });
  alarms.add('channel-contradiction', {
    says: 'A payment channel told another end, or another amount, than what stands.',
    metric: business('NoticesContradicted', settings.stage, hour),
    threshold: 1,
  });
  alarms.add('statement-missing', {
    says: 'A payment channel had no statement of a past day, or the day could not be reconciled.',
    metric: business('StatementsMissing', settings.stage, hour),
    threshold: 1,
  });
  alarms.add('refund-failed', {
    says: 'Money that belongs to a borrower could not be sent back.',
    metric: business('RefundsFailed', settings.stage, hour),
    threshold: 1,
  });
  alarms.add('contacts-failing', {
    says: 'Twenty messages or calls to debtors, or more, could not be made within an hour.',
    metric: business('ContactsFailed', settings.stage, hour),
    threshold: 20,
  });
  alarms.add('contacts-refused', {
    says: 'The contact gate refused a hundred contacts or more within an hour.',
    metric: business('ContactsRefused', settings.stage, hour),
    threshold: 100,
  });
  alarms.add('refresh-tokens-reused', {
    says: 'Ten refresh tokens or more came back after they had served, within an hour.',
    metric: business('RefreshTokensReused', settings.stage, hour),
    threshold: 10,
  });
  alarms.add('faces-many', {
    says: 'Faces are checked at a pace that reaches 100,000 within a month.',
    metric: business('FacesChecked', settings.stage, Duration.days(1)),
    threshold: 3_300,
  });
  alarms.add('faces-held', {
    says: 'The faces of 100,000 people are held.',
    metric: facesHeld(data),
    threshold: facesToBeFiled,
  });
}

/** In percent. Whoever carries the messages, our functions count what the carrier took. */
export function messagesFailing({
  stage,
  sms,
}: Pick<StageSettings, 'stage' | 'sms'>): cloudwatch.MathExpression {
  const counted = {
    sent: business('MessagesSent', stage, hour),
    notSent: business('MessagesNotSent', stage, hour),
  };
  const refused = '100 * FILL(notSent, 0) / (FILL(sent, 0) + FILL(notSent, 0))';
  const label = 'Messages that failed (%)';
  if (sms.provider !== 'sns')
    return new cloudwatch.MathExpression({
      expression: refused,
      usingMetrics: counted,
      period: hour,
      label,
    });
  // SNS alone tells CloudWatch what became of a message that it took.
  return new cloudwatch.MathExpression({
    expression: `MAX([${refused}, 100 * (1 - FILL(delivered, 1))])`,
    usingMetrics: {
      ...counted,
      delivered: new cloudwatch.Metric({
        namespace: 'AWS/SNS',
        metricName: 'SMSSuccessRate',
        statistic: 'Average',
        period: hour,
      }),
    },
    period: hour,
    label,
  });
}
