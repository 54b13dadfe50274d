/** How a backtest is shown: the rules that differ most come first. */
import type * as z from 'zod';
import type { getBacktest } from '../contract/backtests';
import type { Backtest } from '../core/risk/backtest/backtest';

type Unusable = View['notReplayable'][number];
type View = z.input<(typeof getBacktest)['responses'][200]>;

export function backtestView({ counts, ...backtest }: Backtest): View {
  const { position: _, slice: __, hash: ruleSetHash, ...rest } = backtest;
  const { decisions, notReplayable, approvals, changes, hits } = counts;
  return {
    ...rest,
    ruleSetHash,
    decisions,
    notReplayable: Object.entries(notReplayable).map(([name, count]) => {
      const [part, why, version] = name.split(' ') as [Unusable['part'], Unusable['why'], string];
      return { part, version, why, decisions: count };
    }),
    approvals,
    changes: Object.entries(changes).map(([change, count]) => {
      const [was, would] = change.split('>') as [View['changes'][number]['was'], never];
      return { was, would, decisions: count };
    }),
    rules: Object.entries(hits)
      .map(([rule, both]) => ({ rule, ...both }))
      .sort((one, other) => difference(other) - difference(one)),
  };
}

const difference = ({ live, candidate }: { live: number; candidate: number }): number =>
  Math.abs(live - candidate);
