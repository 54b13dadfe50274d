/** A slice of a backtest: some pages of decisions, each decided anew by the candidate. */
import type { Store } from '../core/ports/store';
import { type Backtest, decisionsFrom, positionAfter } from '../core/risk/backtest/backtest';
import { countCases, type DecidedCase } from '../core/risk/backtest/counts';
import type { DecisionItem } from '../core/risk/decision/decision-record';
import type { Policies } from '../core/risk/decision/policies';
import { engineVersion } from '../core/risk/decision/policy';
import type { CompiledRuleSet } from '../core/risk/rules/rule-set';
import type { RuleVersions } from '../core/risk/rules/rule-versions';

interface Services {
  readonly store: Store;
  readonly policies: Pick<Policies, 'policyOf'>;
  readonly ruleVersions: Pick<RuleVersions, 'find'>;
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
  let next: Backtest = { ...backtest, slice: backtest.slice + 1 };
  for (let page = 0; page < pagesOfSlice && next.status === 'running'; page += 1) {
    const { maximum, counts, position, to } = next;
    const left = maximum - counts.decisions - counts.skipped;
    const query = decisionsFrom(position, Math.min(decisionsOfPage, left));
    const { items, next: cursor } = await services.store.query<DecisionItem['body']>(query);
    const cases = await casesOf(services, items);
    const skipped = counts.skipped + items.length - cases.length;
    next = { ...next, counts: { ...countCases(candidate, cases, counts), skipped } };
    const after = positionAfter(position, cursor, to);
    next =
      after === undefined || items.length >= left
        ? { ...next, status: 'completed', completedAt: new Date(nowMillis).toISOString() }
        : { ...next, position: after };
  }
  return next;
}

/** Without what another engine has decided, or rules over fields that there are no more. */
async function casesOf(
  { policies, ruleVersions }: Services,
  items: readonly DecisionItem[],
): Promise<readonly DecidedCase[]> {
  const cases: DecidedCase[] = [];
  for (const { body: record } of items) {
    const { versions } = record.decision;
    const isUsable = versions.engine === engineVersion && (await ruleVersions.find(versions.rules));
    if (isUsable) cases.push({ record, policy: await policies.policyOf(versions) });
  }
  return cases;
}
