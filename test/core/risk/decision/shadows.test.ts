/** What runs beside the policy in force: compared on equal terms, and in nobody's way. */
import { MemoryStore } from '../../../../lambdas/adapters/memory-store';
import { decide } from '../../../../lambdas/core/risk/decision/decision';
import { shadowKey } from '../../../../lambdas/core/risk/decision/document-rows';
import type { Policy } from '../../../../lambdas/core/risk/decision/policy';
import { shadowFindings } from '../../../../lambdas/core/risk/decision/shadows';
import { openPolicies } from '../../../../lambdas/platform/composition/policies';
import { anApplication } from '../../../support/applications';

const now = Date.UTC(2026, 10, 22, 2);

it('a card beside itself scores the same, points of the rules included', async () => {
  const policy = await openPolicies(new MemoryStore({ now: () => now })).policyFor('cus_a', now);
  const rules: Policy['rules'] = {
    ...policy.rules,
    evaluate: (...given) => ({ ...policy.rules.evaluate(...given), scorePoints: -40 }),
  };
  const application = anApplication();
  const { decision } = decide({ ...policy, rules }, application);
  const beside = { kind: 'applicationCard' as const, ...policy.applicationCard };
  const found = shadowFindings({ rules: [], models: [beside] }, application, decision.rules);

  expect(found).toMatchObject([
    { score: decision.credit.score, probability: decision.credit.probability },
  ]);
});

it('a document that can no longer be used is left out, and hinders no decision', async () => {
  const store = new MemoryStore({ now: () => now });
  const hash = '0'.repeat(64);
  const item = { key: shadowKey('applicationCard', hash), body: { hash, since: '2026-11-22' } };
  await store.commit([{ kind: 'insert', item }]);

  expect((await openPolicies(store).shadows(now)).models).toEqual([]);
});
