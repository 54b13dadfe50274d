/** The report as one page of HTML with its plots inside: nothing is fetched, it can be mailed. */
import { middleOf } from '../../lambdas/core/risk/monitoring/day-summary';
import { section, table } from './markup';
import { barPlot, escapeHtml, linePlot } from './plot';
import type { Report } from './reading';
import { shadows } from './shadows';

const style = `body{font:15px/1.5 system-ui,sans-serif}body{max-width:900px;margin:2em auto}
svg{width:100%;font-size:11px;fill:#555}figure{margin:0}table{border-collapse:collapse}
td,th{padding:.2em .8em;text-align:right;border-bottom:1px solid #ddd}
td:first-child{text-align:left}
.alarm{color:#b91c1c;font-weight:bold}`;

export function reportPage(report: Report): string {
  const { from, until, all } = report;
  const sections = [rates, scores, shifts, rules, shadows, missing, vintages].map((draw) =>
    draw(report),
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Risk ${from} to ${until}</title>
<style>${style}</style><h1>Decisions from ${from} to ${until}</h1>
<p>${all.decisions} decisions: ${all.outcomes.approve} approved, ${all.outcomes.refer} referred,
${all.outcomes.decline} declined. ${decidingTime(all)}</p>${sections.join('')}</html>\n`;
}

const decidingTime = ({ decisions, decidingMicros }: Report['all']): string =>
  decisions === 0
    ? ''
    : `Deciding took ${(decidingMicros / decisions / 1000).toFixed(2)} ms on average, without I/O.`;

const dayLabels = ({ days }: Report): string[] => days.map(({ day }) => day.slice(5));

function rates(report: Report): string {
  const share = (outcome: 'approve' | 'refer' | 'decline') =>
    report.days.map(({ summary }) => (100 * summary.outcomes[outcome]) / summary.decisions);
  const arms = Object.entries(report.all.arms).map(([arm, count]) => [arm, String(count)]);
  return section(
    'Rates',
    linePlot(
      dayLabels(report),
      [
        { name: 'approved', values: share('approve') },
        { name: 'referred', values: share('refer') },
        { name: 'declined', values: share('decline') },
      ],
      ' %',
    ),
    table(['Arm and outcome', 'Decisions'], arms),
  );
}

const scores = ({ all }: Report): string =>
  section(
    'Scores',
    barPlot(
      all.scores.map((_, bin) => String(middleOf(bin) - 5)),
      all.scores,
    ),
  );

function shifts(report: Report): string {
  const last = [...report.days].reverse().find(({ summary }) => summary.decisions > 0);
  const fields = Object.entries(last?.signals.fieldShifts ?? {})
    .sort(([, one], [, other]) => other - one)
    .map(([field, shift]) => [field, marked(shift)]);
  return section(
    'Shifts (PSI of the score, CSI of each feature)',
    '<p>Each day, or the week that ends with it where it had fewer than 200 decisions, against the ' +
      'four weeks before: below 0.1 fine, to 0.25 look, above act.</p>',
    linePlot(dayLabels(report), [
      { name: 'PSI', values: report.days.map(({ signals }) => signals.scoreShift) },
    ]),
    table([`Feature on ${last?.day ?? '–'}`, 'CSI'], fields),
  );
}

const marked = (shift: number): string =>
  shift > 0.25 ? `<span class="alarm">${shift.toFixed(3)}</span>` : shift.toFixed(3);

/** Two weeks: the one in which a rule may have fallen silent, and the one before it. */
const daysOfHits = 14;

function rules({ all, days }: Report): string {
  const silent = new Set(days.flatMap(({ signals }) => signals.silentRules));
  const rows = Object.entries(all.rules).map(([rule, { evaluated, hit }]) => [
    silent.has(rule)
      ? `<span class="alarm">${escapeHtml(rule)} fell silent</span>`
      : escapeHtml(rule),
    String(evaluated),
    String(hit),
    `${((100 * hit) / evaluated).toFixed(2)} %`,
    days
      .slice(-daysOfHits)
      .map(({ summary }) => summary.rules[rule]?.hit ?? 0)
      .join(' '),
  ]);
  const heads = ['Rule', 'Evaluated', 'Hit', 'Rate', `Hits a day, the last ${daysOfHits}`];
  return section('Rules', table(heads, rows));
}

function missing({ all }: Report): string {
  const rows = Object.entries(all.fields).map(([field, count]) => [
    escapeHtml(field),
    `${((100 * (count?.missing ?? 0)) / Math.max(1, all.decisions)).toFixed(2)} %`,
  ]);
  const absent = Object.entries(all.absentSources).map(([name, count]) => [name, String(count)]);
  return section(
    'Missing values',
    table(['Feature', 'Missing'], rows),
    table(['Source', 'Did not answer'], absent),
  );
}

function vintages(report: Report): string {
  if (report.vintages.length === 0)
    return section('Vintages', '<p>No loan has matured yet: six months after its decision.</p>');
  const labels = report.vintages.map(({ month }) => month);
  const percent = (pick: 'predictedRate' | 'observedRate') =>
    report.vintages.map((vintage) => 100 * vintage[pick]);
  return section(
    'Vintages',
    linePlot(
      labels,
      [
        { name: 'predicted', values: percent('predictedRate') },
        { name: 'observed: more than 60 days late', values: percent('observedRate') },
      ],
      ' %',
    ),
    linePlot(labels, [
      { name: 'AUC', values: report.vintages.map(({ auc }) => auc) },
      { name: 'KS', values: report.vintages.map(({ ks }) => ks) },
    ]),
  );
}
