/**
 * Looks for a stroke behind the end of a line. The detector may leave out a final 一: too thin to
 * look like a character to it, and a name without it is another name.
 */
import type { Pixels } from '../picture-decoder';
import { acrossOf, downOf } from './region-geometry';
import { type Region, sampleRegion } from './sampling';

/** A look at the pixels behind the line, this many rows high, the columns as wide as the rows. */
const rows = 24;
/** How far behind the line, as a share of its height: a character and the space before it. */
const reach = 1.1;
/** A 一 is at least half as long as the line is high, and at most a fifth as thick. */
const strokeColumns = 12;
const strokeRows = 5;
/** Of the contrast between paper and ink: more than the card's pattern has, less than a blur. */
const leastContrast = 0.22;

/**
 * The region with the character behind it, if a level stroke stands there alone; `undefined` where
 * there is paper, another character or the edge of the card.
 */
export function withLostStroke(pixels: Pixels, region: Region): Region | undefined {
  const behind = regionBehind(region);
  const inside = sortedValues(luminance(pixels, region, 2 * rows));
  const ink = inside[Math.floor(inside.length * 0.05)]!;
  const columns = Math.round(rows * reach);
  const strip = luminance(pixels, behind, columns);
  const values = sortedValues(strip);
  const paper = values[Math.floor(values.length * 0.6)]!;
  const contrast = paper - ink;
  if (contrast <= 0) return undefined;
  for (let left = 0; left + strokeColumns <= columns; left += 2) {
    const means = Array.from({ length: rows }, (_, row) => {
      const from = row * columns + left;
      const window = strip.subarray(from, from + strokeColumns);
      return (paper - window.reduce((sum, value) => sum + value, 0) / strokeColumns) / contrast;
    });
    if (isStroke(means)) return { ...region, right: behind.right };
  }
  return undefined;
}

/** Dark in a few rows next to each other in the middle, paper above and below them. */
function isStroke(darkness: readonly number[]): boolean {
  const peak = Math.max(...darkness);
  if (peak < leastContrast) return false;
  const at = darkness.indexOf(peak);
  if (at < rows * 0.25 || at > rows * 0.75) return false;
  const dark = darkness.filter((value) => value > peak / 2).length;
  const others = darkness.filter((_, row) => Math.abs(row - at) > strokeRows);
  return dark <= strokeRows && Math.max(...others) < peak / 2;
}

function regionBehind(region: Region): Region {
  const { origin, right, down } = region;
  const share = (downOf(region) * reach) / acrossOf(region);
  const step = { x: (right.x - origin.x) * share, y: (right.y - origin.y) * share };
  const beyond = { x: right.x + step.x, y: right.y + step.y };
  const below = { x: right.x + down.x - origin.x, y: right.y + down.y - origin.y };
  return { origin: right, right: beyond, down: below };
}

/** Green is nearest to how bright a colour looks; values from 0 to 1, row by row. */
function luminance(pixels: Pixels, region: Region, columns: number): Float32Array {
  const plain = { mean: [0, 0, 0], deviation: [1, 1, 1] } as const;
  const planes = sampleRegion(pixels, region, columns, rows, plain);
  return planes.subarray(columns * rows, 2 * columns * rows);
}

const sortedValues = (values: Float32Array): Float32Array => values.slice().sort();
