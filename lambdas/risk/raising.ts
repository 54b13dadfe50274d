/** Raises what the signs call for: the watch list, the limit and the events, in one commit. */
import { newId, type Randomness } from '../core/identifiers';
import { type LimitItem, limitKey, writeLimit } from '../core/orders/limit-record';
import { publish } from '../core/outbox';
import type { Change, Store } from '../core/ports/store';
import { limitAfter } from '../core/risk/warnings/limit-action';
import { type Warning, type WarningRules, warningsFrom } from '../core/risk/warnings/warning';
import { watchPartition, withWarnings, writeWatch } from '../core/risk/warnings/watch-record';
import { measure } from '../platform/observability';
import type { Moment } from '../platform/task';
import type { Observed } from './watching';

export interface RaisingServices {
  readonly store: Store;
  readonly random: Randomness;
  readonly rules: WarningRules;
}

export async function raiseWarnings(
  { store, random, rules }: RaisingServices,
  { item, watch, signs, loanId }: Observed,
  { now, today }: Moment,
): Promise<void> {
  const raised = warningsFrom(rules, signs, watch.warnings, today);
  if (raised.length === 0 && (watch === item?.body || !isWorthKeeping(watch))) return;
  const { customerId } = watch;
  const limit = await store.get<LimitItem['body']>(limitKey(customerId));
  const acted = limitAfter(limit?.body, raised, rules);
  const tell = ({ trigger, action }: Warning): Change => {
    const data = { customerId, ...(loanId && { loanId }), trigger, action };
    const event = { type: 'EarlyWarningRaised', version: 1, data };
    return publish('risk', watchPartition(customerId), newId('evt', random), event, now);
  };
  const committed = await store.commit([
    writeWatch(item, withWarnings(watch, raised)),
    ...(acted ? [writeLimit(limit, acted)] : []),
    ...raised.map(tell),
  ]);
  // The stream gives the event again.
  if (!committed.ok) throw new Error('the watch or the limit changed meanwhile');
  if (raised.length > 0) measure('EarlyWarnings', raised.length);
}

const isWorthKeeping = ({ limitRequests, delinquenciesElsewhere }: Observed['watch']): boolean =>
  limitRequests.length > 0 || delinquenciesElsewhere !== undefined;
