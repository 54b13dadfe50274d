import * as fc from 'fast-check';
import { readModel } from '../../../../lambdas/core/risk/models/model-reading';
import type { Features, RiskModel } from '../../../../lambdas/core/risk/models/risk-model';
import { expectValue, readVectors } from './vectors';

interface CardCase {
  readonly features: Features;
  readonly probability: number;
  readonly score: number;
}

const taiwan = readVectors<{ card: object }, CardCase>('woe-card');

it('equals the predictions of the card row by row', () => {
  const model = modelOf(taiwan.head.card);

  for (const { features, probability, score } of taiwan.cases) {
    const scored = expectValue(model.predict(features));
    expect(Math.abs(scored.probability! / probability - 1)).toBeLessThan(1e-8);
    expect(Math.abs(scored.score! - score)).toBeLessThan(1e-6);
  }
});

it('puts 600 at odds of 20 to 1, and 50 points between doubled odds', () => {
  const scoreAtOdds = (odds: number): number =>
    expectValue(modelOf(aCard({ intercept: -Math.log(odds), vars: {} })).predict({})).score!;

  expect(scoreAtOdds(20)).toBeCloseTo(600, 9);
  expect(scoreAtOdds(40)).toBeCloseTo(650, 9);
  expect(scoreAtOdds(10)).toBeCloseTo(550, 9);
});

describe('a value', () => {
  const model = modelOf(aCard({}));

  it.each([
    ['on the upper edge of a bin belongs to it', { income: 100 }, -0.5],
    ['above it belongs to the next', { income: 100.01 }, 0.5],
    ['that is special has its own bin', { income: -9 }, 0.1],
    ['that is missing has its own bin', { income: null }, -0.2],
    ['among categories has its bin', { home: 'owner' }, 0.3],
    ['never seen among categories has the bin of others', { home: 'boat' }, -0.4],
    ['missing without a bin is no evidence', { home: null }, 0],
  ])('%s', (_, features, woe) => {
    const others = { income: undefined, home: undefined };
    const neutral = 'income' in features ? 0 : -0.2;

    const { margin } = expectValue(model.predict({ ...others, ...features }));

    expect(margin).toBeCloseTo(-(woe + neutral), 12);
  });

  it('of the wrong type is refused without being repeated', () => {
    const scored = model.score({ income: 'secret' });

    expect(scored).toMatchObject({ ok: false, error: { code: 'featureWrongType' } });
    expect(JSON.stringify(scored)).not.toContain('secret');
  });
});

it.each([
  ['a mark', { missing: true, woe: 0.7 }],
  ['an interval without bounds', { gt: null, le: null, woe: 0.7 }],
  ['a list of nothing', { values: [null], woe: 0.7 }],
  ['a word', { value: 'Missing', woe: 0.7 }],
])('is read wherever the bin of missing values is written as %s', (_, bin) => {
  const bins = [{ gt: null, le: 1, woe: -1 }, { gt: 1, le: null, woe: 1 }, bin];
  const model = modelOf({ intercept: 0, vars: { income: { coef: -1, type: 'num', bins } } });

  expect(expectValue(model.predict({})).margin).toBe(-0.7);
  expect(expectValue(model.predict({ income: 0 })).margin).toBe(1);
  expect(expectValue(model.predict({ income: 2 })).margin).toBe(-1);
});

it('loses points only against the best bin, and says how many', () => {
  const { reasons } = expectValue(modelOf(aCard({})).score({ income: 50, home: 'owner' }));

  expect(reasons).toEqual([
    { feature: 'income', value: 50, pointsLost: expect.closeTo((0.5 + 0.5) * (50 / Math.LN2), 9) },
  ]);
});

it('moves the score one way along monotone bins', () => {
  const model = modelOf(aCard({}));

  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e6 }), fc.double({ min: 0, max: 1e6 }), (one, other) => {
      const [lower, higher] = [Math.min(one, other), Math.max(one, other)];
      const scoreOf = (income: number) => expectValue(model.predict({ income })).score!;
      expect(scoreOf(higher)).toBeGreaterThanOrEqual(scoreOf(lower));
    }),
  );
});

it.each([
  ['a variable without bins', { vars: { income: { coef: 1, bins: [] } } }],
  ['a bin without weight', { vars: { income: { coef: 1, bins: [{ gt: null, le: 1 }] } } }],
  ['no intercept', { intercept: undefined }],
])('is refused with %s', (_, parts) => {
  expect(readModel(JSON.stringify(aCard(parts)))).toMatchObject({
    ok: false,
    error: { code: 'modelInvalid' },
  });
});

function modelOf(card: object): RiskModel {
  return expectValue(readModel(JSON.stringify(card)));
}

function aCard(parts: object): object {
  return {
    intercept: 0,
    vars: {
      income: {
        coef: -1,
        type: 'num',
        bins: [
          { gt: null, le: 100, woe: -0.5 },
          { gt: 100, le: null, woe: 0.5 },
          { values: [-9], woe: 0.1 },
          { missing: true, woe: -0.2 },
        ],
      },
      home: {
        coef: -1,
        type: 'cat',
        bins: [
          { values: ['owner', 'parents'], woe: 0.3 },
          { other: true, woe: -0.4 },
        ],
      },
    },
    ...parts,
  };
}
