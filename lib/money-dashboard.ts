/** What the dashboard shows of money: what moved, what did not agree, and who was reminded. */
import { Duration } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { graph, heading } from './dashboard-widgets';
import { type BusinessMetric, business } from './metrics';
import type { MonitoringProps } from './monitoring';

const hour = Duration.hours(1);

export function money({
  settings: { stage },
}: Pick<MonitoringProps, 'settings'>): [cloudwatch.IWidget, ...cloudwatch.IWidget[]] {
  const counted = (...names: BusinessMetric[]) => names.map((name) => business(name, stage, hour));
  return [
    heading('Money'),
    graph(
      'Disbursed and repaid (fen per hour)',
      counted('DisbursedFen', 'RepaidFen'),
      counted('SubmissionsFailed', 'NoticesContradicted'),
    ),
    graph(
      'Loans per hour',
      counted('LoansSettled', 'LoansOverdue', 'LoansServiced', 'EarlyWarnings'),
      counted('ServicingCases', 'DisbursementsFailed', 'RefundsFailed'),
    ),
    graph(
      'Differences found, and statements missing, per hour',
      counted('ReconciliationDifferences', 'StatementsMissing'),
    ),
    graph(
      'Contacts with debtors per hour',
      counted('ContactsMade', 'ContactsRefused', 'ContactsFailed'),
      counted('PromisesMade', 'PromisesKept', 'PromisesBroken'),
    ),
  ];
}
