import * as fc from 'fast-check';
import { readModel } from '../../../../lambdas/core/risk/models/model-reading';
import type { RiskModel } from '../../../../lambdas/core/risk/models/risk-model';
import { expectValue, readVectors, type TreeCase } from './vectors';

describe('a file of trees', () => {
  it('is read with bare NaN, as XGBoost writes it', () => {
    const text = JSON.stringify(aTreeModel()).replace('[50,null', '[50,NaN');
    expect(() => JSON.parse(text)).toThrow();

    const model = expectValue(readModel(text));

    expect(model.featureNames).toEqual(['income', 'channel']);
  });

  it.each(['2.5E-1', 0.25, '[2.5E-1]', [0.25], ['2.5E-1']])(
    'may write its base score as %j',
    (baseScore) => {
      const model = modelOf(aTreeModel({ base_score: baseScore }));

      expect(expectValue(model.predict({ income: 100 })).margin).toBeCloseTo(
        Math.log(0.25 / 0.75) - 0.5,
        6,
      );
    },
  );

  it.each([
    ['a feature out of range', { split_indices: [7, 1, 0, 0, 0] }],
    ['a child that does not exist', { left_children: [9, 3, -1, -1, -1] }],
    ['a circle', { left_children: [1, 0, -1, -1, -1] }],
    ['arrays of different lengths', { default_left: [1] }],
    ['text for numbers', { sum_hessian: ['many', 1, 2, 3, 4] }],
    ['a leaf without a value', { split_conditions: [50, null, null, 1, 1] }],
    ['no node', { left_children: [], right_children: [] }],
  ])('is refused with %s', (_, tree) => {
    const read = readModel(JSON.stringify(aTreeModel({}, tree)));

    expect(read).toMatchObject({ ok: false, error: { code: 'modelInvalid' } });
  });

  it.each([
    ['several classes', { num_class: '3' }, undefined],
    ['several targets', { num_target: '2' }, undefined],
    ['ranking', {}, 'rank:ndcg'],
  ])('is refused for %s: it would be read wrongly', (_, parameters, objective) => {
    const read = readModel(JSON.stringify(aTreeModel(parameters, {}, objective)));

    expect(read).toMatchObject({ ok: false, error: { code: 'modelUnsupported' } });
  });

  it.each(['0', '1', 'half', '[0.1,0.2]'])('is refused with the base score %s', (baseScore) => {
    expect(readModel(JSON.stringify(aTreeModel({ base_score: baseScore })))).toMatchObject({
      ok: false,
      error: { code: 'modelInvalid' },
    });
  });

  it('calls features f0, f1 … when it was trained without names', () => {
    const model = modelOf({ ...aTreeModel(), feature_names: [] });

    expect(model.featureNames).toEqual(['f0', 'f1']);
  });
});

describe('the features of a row', () => {
  const model = modelOf(aTreeModel());

  it('are missing when null, NaN or absent, and not read from an object ancestor', () => {
    const absent = expectValue(model.predict({}));

    expect(expectValue(model.predict({ income: null }))).toEqual(absent);
    expect(expectValue(model.predict({ income: Number.NaN }))).toEqual(absent);
    expect(expectValue(model.predict(Object.create({ income: 1e6 })))).toEqual(absent);
  });

  it('may hold names that the model does not know', () => {
    expect(model.predict({ income: 1, colour: 'red' })).toEqual(model.predict({ income: 1 }));
  });

  it.each([
    ['a text', { income: '100' }, 'featureWrongType'],
    ['a truth value', { income: true }, 'featureWrongType'],
    ['more than float32 holds', { income: 1e39 }, 'featureOutOfRange'],
    ['infinity', { income: Number.POSITIVE_INFINITY }, 'featureOutOfRange'],
  ])('are refused when a number is %s', (_, features, code) => {
    const scored = model.score(features as never);

    expect(scored).toMatchObject({ ok: false, error: { code } });
    expect(JSON.stringify(scored)).not.toContain('100');
  });

  it('are texts where the model lists categories; one it never saw is any other', () => {
    const named = modelOf({
      ...aTreeModel(),
      attributes: { 'sunlend.categories': '{"channel":["app","shop"]}' },
    });

    const [app, shop, fair] = ['app', 'shop', 'fair'].map(
      (channel) => expectValue(named.predict({ income: 10, channel })).margin,
    );

    expect(shop).not.toBe(app);
    expect(fair).toBe(app);
  });
});

it('names at most four reasons, the weightiest first, each of them a loss', () => {
  const { head, cases } = readVectors<{ model: object }, TreeCase>('taiwan-default-d4-200');
  const model = expectValue(readModel(JSON.stringify(head.model)));

  for (const { x } of cases.slice(0, 60)) {
    const features = Object.fromEntries(x.map((value, index) => [`f${index}`, value]));
    const { reasons } = expectValue(model.score(features));
    const points = reasons.map(({ pointsLost }) => pointsLost);
    expect(reasons.length).toBeLessThanOrEqual(4);
    expect(points).toEqual([...points].sort((one, other) => other - one));
    expect(points.every((lost) => lost > 0)).toBe(true);
    expect(reasons.every(({ feature, value }) => features[feature] === value)).toBe(true);
  }
});

it('never throws, whatever the file says', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), mutilated()), (text) => {
      expect(readModel(text)).toHaveProperty('ok');
    }),
    { numRuns: 1000 },
  );
});

/** A good file in which one place, anywhere, holds something else. */
function mutilated(): fc.Arbitrary<string> {
  return fc.tuple(fc.nat({ max: 70 }), fc.jsonValue()).map(([place, instead]) => {
    let at = 0;
    return JSON.stringify(aTreeModel(), (_, part) => {
      at += 1;
      return at === place + 2 ? instead : part;
    });
  });
}

/** Members beside `learner` replace those of the learner. */
function modelOf({ learner, ...members }: TreeModel): RiskModel {
  return expectValue(readModel(JSON.stringify({ learner: { ...learner, ...members } })));
}

interface TreeModel {
  readonly learner: object;
  readonly feature_names?: readonly string[];
  readonly attributes?: Readonly<Record<string, string>>;
}

/** income below 50 → a question of channel (1 goes right), otherwise −0.5. */
function aTreeModel(
  parameters: object = {},
  tree: object = {},
  objective = 'binary:logistic',
): TreeModel {
  return {
    learner: {
      feature_names: ['income', 'channel'],
      feature_types: ['float', 'c'],
      learner_model_param: { base_score: '5E-1', num_class: '0', num_feature: '2', ...parameters },
      objective: { name: objective },
      gradient_booster: {
        name: 'gbtree',
        model: {
          trees: [
            {
              left_children: [1, 3, -1, -1, -1],
              right_children: [2, 4, -1, -1, -1],
              split_indices: [0, 1, 0, 0, 0],
              split_conditions: [50, null, -0.5, 0.25, 0.75],
              default_left: [1, 0, 0, 0, 0],
              sum_hessian: [10, 6, 4, 3, 3],
              split_type: [0, 1, 0, 0, 0],
              categories: [1],
              categories_nodes: [1],
              categories_segments: [0],
              categories_sizes: [1],
              ...tree,
            },
          ],
        },
      },
    },
  };
}
