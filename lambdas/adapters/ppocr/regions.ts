/** Turns the detector's map of text probabilities into tilted rectangles around runs of text. */
import type { Point } from '../../core/users/text-line';

export interface ProbabilityMap {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** A rectangle whose long side runs along `direction` (a unit vector pointing right). */
export interface TextRectangle {
  readonly centre: Point;
  readonly direction: Point;
  readonly length: number;
  readonly thickness: number;
}

/** The thresholds PP-OCR was trained and published with (PaddleOCR, DBPostProcess). */
const pixelThreshold = 0.3;
const boxThreshold = 0.5;
const growthRatio = 1.6;
const minimumThickness = 3;
const maximumRectangles = 200;
/** Thinner than this share of the usual thickness is no whole character. */
const smallShare = 0.65;

/** The text rectangles of a map, in the map's pixels. Noise and specks are dropped. */
export function findTextRectangles(map: ProbabilityMap): TextRectangle[] {
  const rectangles: TextRectangle[] = [];
  for (const blob of findBlobs(map)) {
    if (blob.score < boxThreshold) continue;
    const tight = smallestRectangle(convexHull(blob.outline));
    if (!tight || tight.thickness < minimumThickness) continue;
    rectangles.push(grow(tight));
    if (rectangles.length === maximumRectangles) break;
  }
  return fitToNeighbours(rectangles);
}

/**
 * Of a character that stands alone the detector may see the inside only (日, 回): a rectangle much
 * thinner than the others is widened to their size. Where it then reaches into another it was dirt.
 */
function fitToNeighbours(rectangles: readonly TextRectangle[]): TextRectangle[] {
  const usual = median(rectangles.map(({ thickness }) => thickness));
  const isSmall = ({ thickness }: TextRectangle): boolean => thickness < smallShare * usual;
  const others = rectangles.filter((rectangle) => !isSmall(rectangle));
  const fitted = rectangles.filter(isSmall).map((one) => {
    const missing = usual - one.thickness;
    return { ...one, length: one.length + missing, thickness: usual };
  });
  return [...others, ...fitted.filter((one) => !others.some((other) => overlap(one, other)))];
}

/** Whether any of nine points, spread over the inner part of the first, lies in the second. */
function overlap(one: TextRectangle, other: TextRectangle): boolean {
  const spread = [-0.4, 0, 0.4];
  return spread.some((along) =>
    spread.some((across) => holds(other, pointIn(one, along * one.length, across * one.thickness))),
  );
}

function pointIn({ centre, direction }: TextRectangle, along: number, across: number): Point {
  return {
    x: centre.x + along * direction.x - across * direction.y,
    y: centre.y + along * direction.y + across * direction.x,
  };
}

function holds({ centre, direction, length, thickness }: TextRectangle, point: Point): boolean {
  const [x, y] = [point.x - centre.x, point.y - centre.y];
  const along = x * direction.x + y * direction.y;
  const across = y * direction.x - x * direction.y;
  return Math.abs(along) <= length / 2 && Math.abs(across) <= thickness / 2;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** The detector marks the core of a line only: the text reaches out by area / perimeter. */
function grow(rectangle: TextRectangle): TextRectangle {
  const { length, thickness } = rectangle;
  const distance = (length * thickness * growthRatio) / (2 * (length + thickness));
  return { ...rectangle, length: length + 2 * distance, thickness: thickness + 2 * distance };
}

interface Blob {
  /** Leftmost and rightmost pixel of each row: all that a convex hull needs. */
  readonly outline: readonly Point[];
  /** Mean probability of its pixels. */
  readonly score: number;
}

/** Connected regions above the threshold, by flood fill over the eight neighbours. */
function* findBlobs({ data, width, height }: ProbabilityMap): Generator<Blob> {
  const seen = new Uint8Array(data.length);
  const stack: number[] = [];
  for (let start = 0; start < data.length; start += 1) {
    if (seen[start] || data[start]! <= pixelThreshold) continue;
    seen[start] = 1;
    stack.push(start);
    const rows = new Map<number, { left: number; right: number }>();
    let sum = 0;
    let count = 0;
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const y = Math.floor(at / width);
      const x = at - y * width;
      sum += data[at]!;
      count += 1;
      const row = rows.get(y);
      if (!row) rows.set(y, { left: x, right: x });
      else if (x < row.left) row.left = x;
      else if (x > row.right) row.right = x;
      for (let nearY = Math.max(0, y - 1); nearY <= Math.min(height - 1, y + 1); nearY += 1) {
        for (let nearX = Math.max(0, x - 1); nearX <= Math.min(width - 1, x + 1); nearX += 1) {
          const near = nearY * width + nearX;
          if (seen[near] || data[near]! <= pixelThreshold) continue;
          seen[near] = 1;
          stack.push(near);
        }
      }
    }
    yield { outline: outlineOf(rows), score: sum / count };
  }
}

/** Corners of the pixels, not their centres: a line one pixel high has an area too. */
function outlineOf(rows: ReadonlyMap<number, { left: number; right: number }>): Point[] {
  const outline: Point[] = [];
  for (const [y, { left, right }] of rows) {
    outline.push({ x: left, y }, { x: left, y: y + 1 });
    outline.push({ x: right + 1, y }, { x: right + 1, y: y + 1 });
  }
  return outline;
}

/** Andrew's monotone chain. */
function convexHull(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
  const half = (list: readonly Point[]): Point[] => {
    const chain: Point[] = [];
    for (const point of list) {
      while (chain.length >= 2 && turn(chain.at(-2)!, chain.at(-1)!, point) <= 0) chain.pop();
      chain.push(point);
    }
    chain.pop();
    return chain;
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

const turn = (a: Point, b: Point, c: Point): number =>
  (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);

/** The smallest enclosing rectangle has a side on an edge of the hull (Freeman and Shapira). */
function smallestRectangle(hull: readonly Point[]): TextRectangle | undefined {
  let best: TextRectangle | undefined;
  let bestArea = Number.POSITIVE_INFINITY;
  hull.forEach((from, index) => {
    const to = hull[(index + 1) % hull.length]!;
    const size = Math.hypot(to.x - from.x, to.y - from.y);
    if (size === 0) return;
    const rectangle = enclose(hull, { x: (to.x - from.x) / size, y: (to.y - from.y) / size });
    const area = rectangle.length * rectangle.thickness;
    if (area >= bestArea) return;
    best = rectangle;
    bestArea = area;
  });
  return best;
}

function enclose(hull: readonly Point[], axis: Point): TextRectangle {
  const along = hull.map((point) => point.x * axis.x + point.y * axis.y);
  const across = hull.map((point) => point.y * axis.x - point.x * axis.y);
  const [left, right] = [Math.min(...along), Math.max(...along)];
  const [top, bottom] = [Math.min(...across), Math.max(...across)];
  const [middleAlong, middleAcross] = [(left + right) / 2, (top + bottom) / 2];
  const centre = {
    x: middleAlong * axis.x - middleAcross * axis.y,
    y: middleAlong * axis.y + middleAcross * axis.x,
  };
  return readable(centre, axis, right - left, bottom - top);
}

/**
 * Cards carry horizontal text: of a rectangle's two axes the one nearer the horizontal is the
 * reading direction, whatever the proportions (a single character is no wider than high).
 */
function readable(centre: Point, axis: Point, along: number, across: number): TextRectangle {
  const isFlat = Math.abs(axis.x) >= Math.abs(axis.y);
  const flat = isFlat ? axis : { x: -axis.y, y: axis.x };
  const direction = flat.x < 0 ? { x: -flat.x, y: -flat.y } : flat;
  const [length, thickness] = isFlat ? [along, across] : [across, along];
  return { centre, direction, length, thickness };
}
