/** The benchmark of the rule engine compares like with like. */
import { hitsOfBoth, sixtyRules } from '../../../local/bench/rules';

it('has sixty rules of two to four conditions, of which both engines hit the same', async () => {
  const sizes = sixtyRules.rules.map(({ when }) =>
    'all' in when ? when.all.length : 'any' in when ? when.any.length : 0,
  );
  expect([sizes.length, Math.min(...sizes), Math.max(...sizes)]).toEqual([60, 2, 4]);

  const hits = await hitsOfBoth();
  for (const { ours, peer } of hits) expect(ours).toEqual(peer);
  expect(new Set(hits.map(({ ours }) => ours.join())).size).toBeGreaterThan(10);
});
