/** What the dashboard shows of risk: decisions by arm, rates, shifts, and what became of loans. */
import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { type BusinessMetric, business, decisionsByArm } from './metrics';
import type { MonitoringProps } from './monitoring';

/** Counted once a day, for the day before. */
const day = Duration.days(1);

export function risk({
  settings: { stage },
}: Pick<MonitoringProps, 'settings'>): [cloudwatch.IWidget, ...cloudwatch.IWidget[]] {
  const graph = (title: string, left: cloudwatch.IMetric[], right: cloudwatch.IMetric[] = []) =>
    new cloudwatch.GraphWidget({ title, left, right, width: 12, height: 6 });
  const daily = (...names: BusinessMetric[]) => names.map((name) => business(name, stage, day));
  return [
    new cloudwatch.TextWidget({ markdown: '## Risk', width: 24, height: 1 }),
    graph(
      'Decisions per hour, by arm',
      ['DecisionsApproved', 'DecisionsReferred', 'DecisionsDeclined'].map((name) =>
        decisionsByArm(name, stage),
      ),
    ),
    graph(
      'Shares of a day (ppm), and rules that fell silent',
      daily('DecisionsApprovedPpm', 'DecisionsReferredPpm', 'ValuesMissingPpm'),
      daily('RulesSilent'),
    ),
    graph(
      'Shift of scores and of values (PSI and CSI, ppm)',
      daily('ScoreShiftPpm', 'FieldShiftPpm'),
    ),
    graph(
      'A matured day: predicted and observed, AUC and KS (ppm)',
      daily('VintagePredictedPpm', 'VintageObservedPpm'),
      daily('VintageAucPpm', 'VintageKsPpm', 'VintageAucShiftPpm'),
    ),
  ];
}
