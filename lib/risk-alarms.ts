/** What rings about risk: a rule fell silent, applicants shifted, the score fades, nobody looks. */
import { Duration } from 'aws-cdk-lib';
import { business } from './metrics';
import type { MonitoringProps } from './monitoring';
import type { Alarms } from './platform/alarms';

const day = Duration.days(1);

export function watchRisk(alarms: Alarms, { functions, settings }: MonitoringProps): void {
  alarms.add('rule-silent', {
    says: 'A rule that used to hit has all but stopped.',
    metric: business('RulesSilent', settings.stage, day),
    threshold: 1,
  });
  alarms.add('scores-shifted', {
    says: 'Scores of a day or week have shifted against the four weeks before (PSI above 0.25).',
    metric: business('ScoreShiftPpm', settings.stage, day),
    threshold: 250_000,
  });
  alarms.add('separation-fallen', {
    says: 'The score separates good from bad loans worse than in the vintages before (AUC by 0.07).',
    metric: business('VintageAucShiftPpm', settings.stage, day),
    threshold: -70_000,
    below: true,
  });
  alarms.add('decisions-unwatched', {
    says: 'The watch over decisions failed.',
    metric: functions.of('watchDecisions').metric('Errors', { period: Duration.hours(1) }),
    threshold: 1,
  });
}
