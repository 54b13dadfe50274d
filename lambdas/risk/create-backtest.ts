/** POST /rule-sets/{ruleSetHash}/backtests: has a rule set tried on decisions that were made. */
import { createBacktest } from '../contract/backtests';
import { parseIsoDate } from '../core/calendar';
import { newId } from '../core/identifiers';
import { areBacktestDays, type Backtest, insertBacktest } from '../core/risk/backtest/backtest';
import { noCounts } from '../core/risk/backtest/counts';
import { openRandom } from '../platform/composition/random';
import { openRuleVersions } from '../platform/composition/rule-versions';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { backtestView } from './backtest-view';

export const handler = serve(createBacktest)
  .using({ store: openStore, ruleVersions: openRuleVersions, random: openRandom })
  .with(async (request, { store, ruleVersions, random }) => {
    const { params, body, caller, now, today, remember } = request;
    const [from, to] = [parseIsoDate(body.from), parseIsoDate(body.to)];
    if (!from.ok || !to.ok || !areBacktestDays(from.value, to.value, today)) {
      const field = { path: 'body.to', reason: 'up to 31 days, none of them to come' };
      return refuse('validation_failed', undefined, [field]);
    }
    if (!(await ruleVersions.find(params.ruleSetHash))) return refuse('not_found');
    const backtest: Backtest = {
      backtestId: newId('bkt', random),
      hash: params.ruleSetHash,
      from: from.value,
      to: to.value,
      maximum: body.maximum ?? 2_000,
      status: 'running',
      counts: noCounts,
      position: { day: from.value, shard: 0 },
      slice: 0,
      requestedBy: caller.id,
      requestedAt: new Date(now).toISOString(),
    };
    const reply = { status: 201, body: backtestView(backtest) };
    const kept = await store.commit([...insertBacktest(backtest, now), ...remember(reply)]);
    return kept.ok ? answer(reply.status, reply.body) : refuse('conflict');
  });
