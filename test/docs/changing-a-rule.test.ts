/** docs/guides/changing-a-rule.md tells of rule sets that compile and of requests that exist. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { routes } from '../../lambdas/contract/routes';
import { ruleSetDocument } from '../../lambdas/contract/rule-set-document';
import { profileFields } from '../../lambdas/core/risk/profile/fields';
import { compileRuleSet } from '../../lambdas/core/risk/rules/rule-set';
import { reasonCodes } from '../../lambdas/platform/composition/reasons';

const guide = readFileSync(join(__dirname, '../../docs/guides/changing-a-rule.md'), 'utf8');

it('shows a rule set that fits its schema and compiles', () => {
  const blocks = [...guide.matchAll(/^```json\n(.*?)^```/gms)].map(([, text]) => text as string);
  expect(blocks).toHaveLength(1);
  for (const block of blocks) {
    const document = ruleSetDocument.parse(JSON.parse(block));
    expect(compileRuleSet(document, profileFields, reasonCodes)).toMatchObject({ ok: true });
  }
});

it('names requests of the contract only', () => {
  const named = [...guide.matchAll(/`(GET|POST|PUT|DELETE) (\/[^`?]*)/g)].map(
    ([, method, path]) => `${method} ${path?.trim()}`,
  );
  const known = routes.map(({ method, path }) => `${method} ${path}`);

  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((request) => !known.includes(request))).toEqual([]);
});
