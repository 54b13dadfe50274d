/** Made-up loans of any number, to time training on: an eighth of the features carries the risk. */
import { seededRandom } from '../pictures/random';
import type { Dataset } from '../training/dataset';
import type { NumberColumn } from '../training/table';

export function syntheticDataset(rowCount: number, featureCount: number): Dataset {
  const random = seededRandom(1);
  const features = Array.from(
    { length: featureCount },
    (_, index): NumberColumn => ({
      kind: 'number',
      name: `x${index}`,
      values: Float64Array.from({ length: rowCount }, () => random.between(-1, 1)),
    }),
  );
  const bad = Uint8Array.from({ length: rowCount }, (_, row) => {
    const margin = features.reduce(
      (sum, { values }, index) => sum + (index % 8 === 0 ? values[row]! : 0),
      -1.5,
    );
    return random.fraction() < 1 / (1 + Math.exp(-margin)) ? 1 : 0;
  });
  const rowIds = Array.from({ length: rowCount }, (_, row) => String(row));
  return { rowCount, rowIds, bad, features, excluded: [], protectedColumns: [] };
}
