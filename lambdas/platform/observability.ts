/** Logs and metrics: an allow-list decides what may be written; people's data never is. */
import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { DecisionRecord } from '../core/risk/decision/decision-record';
import { type LoggedField, loggedFieldNames } from '../core/users/catalogue';

/** Only what the catalogue says may be logged ever reaches a line; ids and codes, no person. */
export type LogMembers = Partial<Record<LoggedField, string | number>>;

class AllowListFormatter extends LogFormatter {
  override formatAttributes(attributes: UnformattedAttributes, additional: LogAttributes): LogItem {
    const members: LogAttributes = {
      level: attributes.logLevel,
      message: attributes.message,
      timestamp: attributes.timestamp.toISOString(),
    };
    for (const name of loggedFieldNames) {
      if (additional[name] !== undefined) members[name] = additional[name];
    }
    return new LogItem({ attributes: members });
  }
}

export const logger = new Logger({
  serviceName: 'sunlend',
  logFormatter: new AllowListFormatter(),
});

/**
 * What of an error may be logged: its name and where it arose. Messages may quote input, so they
 * are kept only for failures of AWS calls, whose requests carry sealed data alone.
 */
export function describeError(error: unknown): LogMembers {
  if (!(error instanceof Error)) return { errorName: typeof error };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    errorName: error.name,
    ...('$metadata' in error && { errorMessage: error.message }),
    stack: frames.slice(0, 12).join('\n'),
  };
}

const metrics = new Metrics({ namespace: 'Sunlend', serviceName: 'sunlend' });
metrics.setDefaultDimensions({ stage: process.env.STAGE ?? 'none' });

export type MetricName =
  | 'OrdersSubmitted'
  | 'OrdersApproved'
  | 'OrdersRejected'
  | 'OrdersReferred'
  | 'DisbursedFen'
  | 'DisbursementsFailed'
  | 'RepaidFen'
  | 'LoansSettled'
  | 'LoansOverdue'
  | 'RefundsFailed'
  | 'EarlyWarnings'
  | 'LoansServiced'
  | 'ServicingCases'
  | 'FacesChecked'
  | 'FacesRefused'
  | 'RefreshTokensReused'
  | 'MessagesSent'
  | 'MessagesNotSent'
  | 'ReconciliationDifferences'
  | 'StatementsMissing'
  | 'SubmissionsFailed'
  | 'NoticesContradicted'
  | 'DecisionsApprovedPpm'
  | 'DecisionsReferredPpm'
  | 'ValuesMissingPpm'
  | 'ScoreShiftPpm'
  | 'FieldShiftPpm'
  | 'RulesSilent'
  | 'VintagePredictedPpm'
  | 'VintageObservedPpm'
  | 'VintageAucPpm'
  | 'VintageKsPpm'
  | 'VintageAucShiftPpm'
  | 'ContactsMade'
  | 'ContactsRefused'
  | 'ContactsFailed'
  | 'PromisesMade'
  | 'PromisesKept'
  | 'PromisesBroken';

/**
 * Counts a decision by its arm, so that champion and challenger are told apart; the loss of a line
 * costs a point of a curve, never a decision: those are rows.
 */
export function measureDecision({ decision }: DecisionRecord): void {
  const metric = metrics.singleMetric();
  metric.addDimension('arm', decision.versions.arm);
  metric.addMetric(decisionMetrics[decision.outcome], MetricUnit.Count, 1);
}

const decisionMetrics = {
  approve: 'DecisionsApproved',
  refer: 'DecisionsReferred',
  decline: 'DecisionsDeclined',
} as const satisfies Record<DecisionRecord['decision']['outcome'], string>;

/** Counts a business fact in CloudWatch's embedded metric format: one line, no call. */
export function measure(name: MetricName, value = 1): void {
  metrics.addMetric(name, MetricUnit.Count, value);
  metrics.publishStoredMetrics();
}
