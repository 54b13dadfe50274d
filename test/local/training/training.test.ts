import * as fc from 'fast-check';
import { readModel } from '../../../lambdas/core/risk/models/model-reading';
import type { RiskModel } from '../../../lambdas/core/risk/models/risk-model';
import { dataSheetText } from '../../../local/training/data-sheet-text';
import { type TrainedModel, trainModels } from '../../../local/training/training';
import { expectValue } from '../../core/risk/models/vectors';
import { portfolioCsv } from './synthetic';

const data = portfolioCsv(1500);
/** Enough to compare files by. */
const fewData = portfolioCsv(300);
const [woe, trees] = train(data) as [TrainedModel, TrainedModel];

describe.each([
  ['the card', woe],
  ['the trees', trees],
])('%s', (_, trained) => {
  const model = expectValue(readModel(trained.text));

  it('come out bit for bit the same from the same data and seed, and otherwise from another', () => {
    const [first, again, other] = [1, 1, 2].map(
      (seed) => train(fewData, { kinds: [trained.kind], seed })[0]!,
    );

    expect(again!.text).toBe(first!.text);
    expect(again!.sheet).toEqual(first!.sheet);
    expect(other!.text).not.toBe(first!.text);
  });

  it('separate good from bad on rows they never saw, with probabilities near the truth', () => {
    expect(trained.sheet.test.auc).toBeGreaterThan(0.72);
    // 450 rows leave the slope a standard error of 0.1.
    expect(trained.sheet.calibration.slope).toBeGreaterThan(0.7);
    expect(trained.sheet.calibration.slope).toBeLessThan(1.3);
  });

  it('use no protected attribute, though it would foretell much', () => {
    expect(model.featureNames).not.toEqual(expect.arrayContaining(['SEX']));
    expect(trained.text).not.toMatch(/sex|marital|"age"/i);
    expect(trained.sheet.excluded).toEqual(
      expect.arrayContaining([
        { name: 'SEX', reason: 'protected' },
        { name: 'age', reason: 'protected' },
        { name: 'maritalStatus', reason: 'protected' },
        { name: 'version', reason: 'constant' },
      ]),
    );
  });

  it('measure fairness by what they were not given', () => {
    const attributes = trained.sheet.fairness.map(({ attribute }) => attribute);

    expect(attributes).toEqual(['SEX', 'age', 'maritalStatus']);
    expect(trained.sheet.fairness[0]!.slices.map(({ value }) => value)).toEqual(['1', '2']);
  });

  it('never rate a higher income or a lower debt as a higher risk', () => {
    const amount = fc.integer({ min: 0, max: 40_000 });
    const job = fc.constantFrom('farmer', 'clerk', 'trader', 'driver', 'never seen');
    fc.assert(
      fc.property(amount, amount, amount, job, (one, other, fixed, work) => {
        const [lower, higher] = [Math.min(one, other), Math.max(one, other)];
        const risk = (income: number, debt: number) => marginOf(model, income, debt, work);
        expect(risk(higher, fixed)).toBeLessThanOrEqual(risk(lower, fixed));
        expect(risk(fixed, higher)).toBeGreaterThanOrEqual(risk(fixed, lower));
      }),
      { numRuns: 300 },
    );
  });

  it('have a data sheet that says what they are made of', () => {
    const text = dataSheetText(trained.sheet);

    expect(text).toContain('SEX (protected)');
    expect(text).toContain('portfolio.csv');
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
    expect(JSON.parse(JSON.stringify(trained.sheet))).toEqual(trained.sheet);
  });
});

it('tests on the rows it is told to, and learns from the others', () => {
  const ids = (from: number, to: number) =>
    ['row_id', ...Array.from({ length: to - from }, (_, index) => from + index)].join('\n');

  const [card] = train(data, { kinds: ['woe'], splitTexts: [ids(0, 900), ids(900, 1400)] });

  expect(card!.sheet.split).toMatchObject({ trainRows: 900, testRows: 500 });
});

it.each([
  ['a target that is not there', { target: 'defaulted' }, /no column defaulted/],
  ['a column to exclude that is not there', { exclude: ['colour'] }, /no column colour/],
  ['a row on both sides', { splitTexts: ['row_id\n1\n2', 'row_id\n2\n3'] as const }, /both/],
  ['a row that is not there', { splitTexts: ['row_id\n1', 'row_id\n9999'] as const }, /9999/],
])('refuses %s', (_, request, message) => {
  expect(() => train(data, request)).toThrow(message);
});

it('refuses a target that is not 0 or 1, and says where', () => {
  expect(() => train('a,y\n10,0\n20,2\n30,1')).toThrow(/row 2: y must be 0 \(good\) or 1 \(bad\)/);
});

it('refuses rows of one class', () => {
  expect(() => train('a,y\n10,0\n20,0\n30,0\n40,0')).toThrow(/all good/);
});

interface Wishes {
  readonly kinds?: readonly ('woe' | 'trees')[];
  readonly seed?: number;
  readonly target?: string;
  readonly exclude?: readonly string[];
  readonly splitTexts?: readonly [string, string];
}

function train(text: string, wishes: Wishes = {}): readonly TrainedModel[] {
  return trainModels({
    card: 'application',
    kinds: wishes.kinds ?? ['woe', 'trees'],
    dataText: text,
    provenance: {
      file: 'portfolio.csv',
      source: null,
      licence: null,
      period: null,
      target: wishes.target ?? 'y',
    },
    seed: wishes.seed ?? 1,
    exclude: wishes.exclude ?? [],
    special: [],
    ...(wishes.splitTexts && { splitTexts: wishes.splitTexts }),
    nameOf: (kind) => `application-${kind}.json`,
    onProgress: () => undefined,
  });
}

function marginOf(model: RiskModel, income: number, debt: number, job: string): number {
  return expectValue(model.predict({ income, debt, job, noise: 500 })).margin;
}
