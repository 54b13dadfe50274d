/** `npm run risk-report`: draws what is watched of decisions as a page, from a laptop or a table. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { addDays, type IsoDate, parseIsoDate } from '../lambdas/core/calendar';
import { dayInChina } from '../lambdas/core/china-day';
import { openPolicies } from '../lambdas/platform/composition/policies';
import { reportPage } from '../local/risk-report/page';
import { readReport } from '../local/risk-report/reading';
import { type OpenStore, type Print, placeOf, placeOptions, placeUsage, runOnStore } from './shell';

const usage = `Draws what is watched of decisions: rates, shifts, rules, missing values, vintages.

  npm run risk-report -- --out FILE   the last 28 days in China
  … --days 90                         or so many
  … --until YYYY-MM-DD                the last of them; today unless told
${placeUsage('risk')}`;

export async function runRiskReport(
  words: readonly string[],
  open: OpenStore,
  print: Print,
  today: IsoDate,
): Promise<0 | 2> {
  const asked = understand(words, today);
  if (typeof asked === 'string') {
    print(`risk-report: ${asked}\n\n${usage}`);
    return 2;
  }
  const store = await open(asked.place);
  const { until, days, out } = asked;
  const watched = await openPolicies(store).watchedFields(Date.parse(`${until}T12:00:00Z`));
  const report = await readReport(store, { from: addDays(until, 1 - days), until, watched });
  writeFileSync(out, reportPage(report));
  print(`${report.all.decisions} decisions of ${days} days: ${out}`);
  return 0;
}

const options = {
  out: { type: 'string' },
  days: { type: 'string' },
  until: { type: 'string' },
  ...placeOptions,
} as const;

/** What is asked for, or in a sentence what is wrong with it. */
function understand(words: readonly string[], today: IsoDate) {
  try {
    const { values } = parseArgs({ args: [...words], options });
    const { out, days = '28', until = today } = values;
    if (out === undefined) return 'say --out FILE';
    const day = parseIsoDate(until);
    if (!day.ok) return `the last day ${day.error.message}`;
    const count = Number(days);
    if (!Number.isInteger(count) || count < 1 || count > 366) return 'days are 1 to 366';
    return { out, days: count, until: day.value, place: placeOf(values) };
  } catch (error) {
    return (error as Error).message;
  }
}

if (require.main === module) {
  runOnStore('risk-report', 'risk', (words, open, print) =>
    runRiskReport(words, open, print, dayInChina(Date.now())),
  );
}
