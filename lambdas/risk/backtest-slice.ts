/** A slice of a backtest: some pages of decisions, each decided anew by the candidate. */
import type { Store } from '../core/ports/store';
import { type Backtest, decisionsFrom, positionAfter } from '../core/risk/backtest/backtest';
import {
  type BacktestCounts,
  countCases,
  countNotReplayable,
  type DecidedCase,
  triedOf,
} from '../core/risk/backtest/counts';
import type { DecisionItem } from '../core/risk/decision/decision-record';
import type { Policies } from '../core/risk/decision/policies';
import type { CompiledRuleSet } from '../core/risk/rules/rule-set';

interface Services {
  readonly store: Store;
  readonly policies: Pick<Policies, 'policyOf'>;
}

/** Pages of a slice: some seconds of work, well within a function's time. */
const pagesOfSlice = 8;
const decisionsOfPage = 100;

export async function workOffSlice(
  services: Services,
  candidate: CompiledRuleSet,
  backtest: Backtest,
  nowMillis: number,
): Promise<Backtest> {
  const policyOf = remembered(services.policies);
  let next: Backtest = { ...backtest, slice: backtest.slice + 1 };
  for (let page = 0; page < pagesOfSlice && next.status === 'running'; page += 1) {
    const { maximum, counts, position, to } = next;
    const left = maximum - triedOf(counts);
    const query = decisionsFrom(position, Math.min(decisionsOfPage, left));
    const { items, next: cursor } = await services.store.query<DecisionItem['body']>(query);
    next = { ...next, counts: await countPage(items, candidate, counts, policyOf) };
    const after = positionAfter(position, cursor, to);
    next =
      after === undefined || items.length >= left
        ? { ...next, status: 'completed', completedAt: new Date(nowMillis).toISOString() }
        : { ...next, position: after };
  }
  return next;
}

type PolicyOf = Policies['policyOf'];

/** What can be decided again is compared; the rest is counted with what stands in the way. */
async function countPage(
  items: readonly DecisionItem[],
  candidate: CompiledRuleSet,
  counts: BacktestCounts,
  policyOf: PolicyOf,
): Promise<BacktestCounts> {
  const cases: DecidedCase[] = [];
  let counted = counts;
  for (const { body: record } of items) {
    const policy = await policyOf(record.decision.versions);
    if (policy.ok) cases.push({ record, policy: policy.value });
    else counted = countNotReplayable(counted, policy.error);
  }
  return countCases(candidate, cases, counted);
}

/** A slice meets few versions many times; what is not there is asked for once as well. */
function remembered(policies: Pick<Policies, 'policyOf'>): PolicyOf {
  const known = new Map<string, ReturnType<PolicyOf>>();
  return (versions) => {
    const name = JSON.stringify(versions);
    const found = known.get(name) ?? policies.policyOf(versions);
    known.set(name, found);
    return found;
  };
}
