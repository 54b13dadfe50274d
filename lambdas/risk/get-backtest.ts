/** GET …/backtests/{backtestId}: how far a backtest is, and what it has found. */
import { getBacktest } from '../contract/backtests';
import { type BacktestItem, backtestKey } from '../core/risk/backtest/backtest';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { backtestView } from './backtest-view';

export const handler = serve(getBacktest)
  .using({ store: openStore })
  .with(async ({ params: { ruleSetHash, backtestId } }, { store }) => {
    const item = await store.get<BacktestItem['body']>(backtestKey(ruleSetHash, backtestId));
    return item ? answer(200, backtestView(item.body)) : refuse('not_found');
  });
