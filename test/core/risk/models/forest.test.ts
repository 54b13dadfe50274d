import { compileForest, type Forest, sigmoid } from '../../../../lambdas/core/risk/models/forest';
import { compileContributions } from '../../../../lambdas/core/risk/models/shapley';
import { readEnsemble } from '../../../../lambdas/core/risk/models/xgboost-document';
import { expectValue, readVectors, type TreeCase, valuesOf } from './vectors';

describe.each(['taiwan-default-d4-200', 'german-categorical-100'])('the trees of %s', (name) => {
  const { forest, cases } = forestOf(name);

  it('answers every margin of XGBoost bit for bit', () => {
    const margins = cases.map(({ x }) => forest.marginOf(valuesOf(x)));

    expect(margins).toEqual(cases.map(({ margin }) => Math.fround(margin)));
  });

  it('answers every probability of XGBoost bit for bit', () => {
    const probabilities = cases.map(({ x }) => sigmoid(forest.marginOf(valuesOf(x))));

    expect(probabilities).toEqual(cases.map(({ probability }) => Math.fround(probability)));
  });

  it('explains each margin whole: the contributions add up to it', () => {
    const explain = compileContributions(forest);

    for (const { x, margin } of cases) {
      const { byFeature, average } = explain(valuesOf(x));
      const sum = byFeature.reduce((total, each) => total + each, average);
      expect(Math.abs(sum - margin)).toBeLessThan(2e-5);
    }
  });
});

it("equals XGBoost's own TreeSHAP, feature by feature", () => {
  const { forest, cases } = forestOf('taiwan-default-d4-200');
  const explain = compileContributions(forest);
  const explained = cases.filter(({ contributions }) => contributions);

  expect(explained.length).toBeGreaterThan(30);
  for (const { x, contributions } of explained) {
    const { byFeature, average } = explain(valuesOf(x));
    expectClose([...byFeature, average], contributions!);
  }
});

interface KindCase {
  readonly name: string;
  readonly model: unknown;
  readonly rows: readonly {
    readonly x: readonly (number | null)[];
    readonly margin: number;
    readonly prediction: number;
    readonly contributions: readonly number[];
  }[];
}

describe.each(readVectors<unknown, KindCase>('xgboost-kinds').cases)('$name', ({ model, rows }) => {
  const ensemble = expectValue(readEnsemble(model));
  const forest = expectValue(compileForest(ensemble));

  it('answers bit for bit, also for categories unseen, negative, fractional or too large', () => {
    const margins = rows.map(({ x }) => forest.marginOf(valuesOf(x)));

    expect(margins).toEqual(rows.map(({ margin }) => Math.fround(margin)));
  });

  it('explains as XGBoost does', () => {
    const explain = compileContributions(forest);

    for (const { x, contributions } of rows) {
      const { byFeature, average } = explain(valuesOf(x));
      expectClose([...byFeature, average], contributions);
    }
  });
});

function forestOf(name: string): { readonly forest: Forest; readonly cases: readonly TreeCase[] } {
  const { head, cases } = readVectors<{ model: unknown }, TreeCase>(name);
  return { forest: expectValue(compileForest(expectValue(readEnsemble(head.model)))), cases };
}

/** XGBoost sums contributions in float32. */
function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [index, value] of actual.entries()) {
    expect(Math.abs(value - expected[index]!)).toBeLessThan(5e-6);
  }
}
