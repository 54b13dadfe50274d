import * as fc from 'fast-check';
import { brierOf, separationOf } from '../../../../lambdas/core/risk/models/metrics';
import {
  countByBin,
  decileEdges,
  stabilityIndex,
} from '../../../../lambdas/core/risk/models/stability';
import { readVectors } from './vectors';

interface SeparationCase {
  readonly y: readonly number[];
  readonly p: readonly number[];
  readonly auc: number;
  readonly ks: number;
  readonly brier: number;
}

interface Stability {
  readonly edges: readonly number[];
  readonly train: readonly number[];
  readonly drift_sep_dec: readonly number[];
  readonly psi_drift: number;
  readonly test_jun_aug: readonly number[];
  readonly psi_test: number;
  readonly optbinning_published: {
    readonly counts_actual: readonly number[];
    readonly counts_expected: readonly number[];
    readonly psi_total: number;
  };
}

const { head, cases } = readVectors<{ stability: Stability }, SeparationCase>('metrics');

it('measures AUC, KS and Brier as others do, with ties', () => {
  for (const { y, p, auc, ks, brier } of cases) {
    const outcomes = { bad: y, probability: p };
    expect(separationOf(outcomes).auc).toBeCloseTo(auc, 12);
    expect(separationOf(outcomes).ks).toBeCloseTo(ks, 12);
    expect(brierOf(outcomes)).toBeCloseTo(brier, 12);
  }
});

it('does not depend on the order of the rows', () => {
  const row = fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 9 }));
  fc.assert(
    fc.property(fc.array(row, { minLength: 2 }), (rows) => {
      const measured = (list: typeof rows) =>
        separationOf({ bad: list.map(([bad]) => bad), probability: list.map(([, p]) => p / 10) });
      expect(measured(rows.toReversed())).toEqual(measured(rows));
    }),
  );
});

it('says nothing of rows of one class', () => {
  expect(separationOf({ bad: [1, 1], probability: [0.1, 0.2] })).toEqual({
    auc: Number.NaN,
    ks: Number.NaN,
  });
});

it('measures stability as numpy and optbinning do', () => {
  const { stability } = head;
  const published = stability.optbinning_published;

  expect(stabilityIndex(stability.train, stability.drift_sep_dec)).toBeCloseTo(
    stability.psi_drift,
    12,
  );
  expect(stabilityIndex(stability.train, stability.test_jun_aug)).toBeCloseTo(
    stability.psi_test,
    12,
  );
  expect(stabilityIndex(published.counts_expected, published.counts_actual)).toBeCloseTo(
    published.psi_total,
    4,
  );
});

it('stays finite when a bin is empty', () => {
  expect(stabilityIndex([50, 50], [100, 0])).toBeGreaterThan(0.25);
  expect(stabilityIndex([50, 50], [100, 0])).toBeLessThan(10);
});

it('cuts deciles as numpy does, and an edge belongs to the bin above', () => {
  const edges = decileEdges([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);

  expect(edges).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect([...countByBin([1, 2, 10, 11], edges)]).toEqual([1, 1, 0, 0, 0, 0, 0, 0, 0, 2]);
});
