/** Consumer: works off one slice of a backtest; its commit asks for the next one. */
import { type BacktestItem, backtestKey, keepSlice } from '../core/risk/backtest/backtest';
import { openPolicies } from '../platform/composition/policies';
import { openRuleVersions } from '../platform/composition/rule-versions';
import { openStore } from '../platform/composition/store';
import { consume } from '../platform/consume';
import { workOffSlice } from './backtest-slice';

export const handler = consume('runBacktest')
  .using({ store: openStore, policies: openPolicies, ruleVersions: openRuleVersions })
  .with(async (event, services, { now }) => {
    if (event.type !== 'BacktestContinued') return;
    const { backtestId, ruleSetHash, slice } = event.data;
    const { store, ruleVersions } = services;
    const read = await store.get<BacktestItem['body']>(backtestKey(ruleSetHash, backtestId));
    // Heard twice, the slice has been worked off already.
    if (read?.body.status !== 'running' || read.body.slice !== slice) return;
    const candidate = await ruleVersions.find(ruleSetHash);
    const next = candidate
      ? await workOffSlice(services, candidate, read.body, now)
      : { ...read.body, status: 'failed' as const, completedAt: new Date(now).toISOString() };
    const kept = await store.commit(keepSlice(read, next, now));
    if (!kept.ok) throw new Error('the slice was worked off meanwhile');
  });
