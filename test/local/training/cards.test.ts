import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { readModel } from '../../../lambdas/core/risk/models/model-reading';
import type { DataSheet } from '../../../local/training/data-sheet';
import { dataSheetText } from '../../../local/training/data-sheet-text';
import { protectedKind } from '../../../local/training/protected-attributes';
import { expectValue } from '../../core/risk/models/vectors';

const folder = join(__dirname, '../../../models/cards');
const names = readdirSync(folder).filter(
  (name) => name.endsWith('.json') && !name.endsWith('.sheet.json'),
);

describe.each(names)('%s in models/cards', (name) => {
  const text = read(name);
  const sheetText = read(name.replace('.json', '.sheet.json'));
  const sheet: DataSheet = JSON.parse(sheetText);
  const model = expectValue(readModel(text));

  it('is the very model that its data sheet describes', () => {
    expect(sheet.model).toBe(name);
    expect(sheet.modelSha256).toBe(createHash('sha256').update(text).digest('hex'));
    expect(sheet.features).toEqual(model.featureNames);
    expect(read(name.replace('.json', '.sheet.md'))).toBe(dataSheetText(sheet));
  });

  it('uses no protected attribute, and was compared by those the data had', () => {
    expect(model.featureNames.filter((feature) => protectedKind(feature))).toEqual([]);
    expect(sheet.fairness.length).toBeGreaterThan(0);
  });

  it('moves the risk one way with every feature that its data sheet calls monotone', () => {
    const amount = fc.option(fc.integer({ min: -100, max: 1_000_000 }));
    const applicant = fc.record(
      Object.fromEntries(model.featureNames.map((feature) => [feature, amount])),
    );
    const monotone = Object.entries((sheet.training.monotone ?? {}) as Record<string, number>);
    fc.assert(
      fc.property(applicant, fc.nat(1_000_000), fc.nat(1_000_000), (others, one, more) => {
        for (const [feature, direction] of monotone) {
          const [lower, higher] = [one, one + more].map(
            (value) => expectValue(model.predict({ ...others, [feature]: value })).margin,
          );
          expect((higher! - lower!) * direction).toBeGreaterThanOrEqual(-1e-5);
        }
      }),
      { numRuns: 200 },
    );
    expect(monotone.length > 0).toBe(sheet.kind === 'trees');
  });

  it('scores an applicant of whom nothing is known', () => {
    const scored = expectValue(model.score({}));

    expect(scored.probability).toBeGreaterThan(0);
    expect(scored.probability).toBeLessThan(1);
  });
});

it.each([
  ['application-lleida-credit-woe', 0.82],
  ['application-lleida-credit-trees', 0.83],
  ['behaviour-taiwan-default-woe', 0.77],
  ['behaviour-taiwan-default-trees', 0.782],
])('%s separates with an AUC of at least %d on the test rows', (name, least) => {
  const sheet: DataSheet = JSON.parse(read(`${name}.sheet.json`));

  expect(sheet.test.auc).toBeGreaterThanOrEqual(least);
  expect(sheet.calibration.slope).toBeGreaterThan(0.95);
  expect(sheet.calibration.slope).toBeLessThan(1.05);
});

function read(name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}
