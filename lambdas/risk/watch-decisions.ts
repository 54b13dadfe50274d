/** Schedule, every morning: counts yesterday's decisions and says what has shifted since. */
import { addDays } from '../core/calendar';
import type { DaySummary } from '../core/risk/monitoring/day-summary';
import { insertSummary, type SummaryItem, summariesBetween } from '../core/risk/monitoring/rows';
import { type Signals, signalsOf } from '../core/risk/monitoring/signals';
import { qualityOf } from '../core/risk/monitoring/vintage';
import { reachOf, windowsOf } from '../core/risk/monitoring/windows';
import { openPolicies } from '../platform/composition/policies';
import { openStore } from '../platform/composition/store';
import { measure } from '../platform/observability';
import { schedule } from '../platform/schedule';
import { summaryOn } from './decided-days';
import { keepMatured, type Matured } from './matured-days';

export const handler = schedule('watchDecisions')
  .using({ store: openStore, policies: () => openPolicies() })
  .with(async ({ store, policies }, { now, today }) => {
    const yesterday = addDays(today, -1);
    const watched = await policies.watchedFields(now);
    const summary = await summaryOn(store, yesterday, watched);
    const range = summariesBetween(reachOf(yesterday), addDays(yesterday, -1));
    const earlier = await store.query<SummaryItem['body']>(range);
    const known = new Map(earlier.items.map(({ body }) => [body.day, body.summary]));
    const windows = windowsOf(yesterday, known.set(yesterday, summary));
    // Another run that was quicker has written the same.
    await store.commit([insertSummary(yesterday, summary)]);
    const matured = await keepMatured(store, yesterday, today);
    tell(summary, signalsOf(windows), matured);
    const { vintage, ...shift } = matured;
    return { decisions: summary.decisions, matured: qualityOf(vintage).loans, ...shift };
  });

const million = 1_000_000;

function tell(summary: DaySummary, signals: Signals, matured: Matured): void {
  if (summary.decisions > 0) {
    measure('DecisionsApprovedPpm', signals.approvedPpm);
    measure('DecisionsReferredPpm', signals.referredPpm);
    measure('ValuesMissingPpm', signals.mostMissingPpm);
    measure('ScoreShiftPpm', Math.round(signals.scoreShift * million));
    const shifts = Object.values(signals.fieldShifts);
    measure('FieldShiftPpm', Math.round(Math.max(0, ...shifts) * million));
  }
  measure('RulesSilent', signals.silentRules.length);
  tellMatured(matured);
}

function tellMatured({ vintage, aucShift }: Matured): void {
  const { loans, predictedRate, observedRate, auc, ks } = qualityOf(vintage);
  if (loans === 0) return;
  measure('VintagePredictedPpm', Math.round(predictedRate * million));
  measure('VintageObservedPpm', Math.round(observedRate * million));
  // Of loans of one kind only nothing can be said about separation.
  if (Number.isNaN(auc)) return;
  measure('VintageAucPpm', Math.round(auc * million));
  measure('VintageKsPpm', Math.round(ks * million));
  if (aucShift !== undefined) measure('VintageAucShiftPpm', Math.round(aucShift * million));
}
