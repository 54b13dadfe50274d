/** Puts recognised text back into the rows it was printed in, whatever the tilt of the picture. */
import type { Point, TextLine } from './text-line';

/** Texts that stand side by side, left to right. */
export interface TextRow {
  readonly text: string;
  readonly lines: readonly TextLine[];
}

interface PlacedLine {
  readonly line: TextLine;
  /** Along and across the direction of reading, in pixels. */
  readonly left: number;
  readonly middle: number;
  readonly height: number;
}

/**
 * Rows from top to bottom. The tilt is that of the lines themselves, the longest counting most:
 * a short one's box says little. Two lines share a row when their middles are half a height apart.
 */
export function rowsOf(lines: readonly TextLine[]): TextRow[] {
  const direction = readingDirection(lines);
  const placed = lines
    .map((line) => place(line, direction))
    .sort((a, b) => a.middle - b.middle || a.left - b.left);
  const rows: PlacedLine[][] = [];
  for (const line of placed) {
    const row = rows.find((members) => isBeside(members[0]!, line));
    if (row) row.push(line);
    else rows.push([line]);
  }
  return rows.map((members) => {
    const ordered = members.sort((a, b) => a.left - b.left).map(({ line }) => line);
    return { text: ordered.map(({ text }) => plain(text)).join(''), lines: ordered };
  });
}

/** Full-width forms become plain ones, spaces go: neither means anything on a card. */
export const plain = (text: string): string => text.normalize('NFKC').replace(/\s/g, '');

function isBeside(a: PlacedLine, b: PlacedLine): boolean {
  return Math.abs(a.middle - b.middle) < Math.max(a.height, b.height) / 2;
}

function place({ box, ...rest }: TextLine, direction: Point): PlacedLine {
  const [topLeft, topRight, bottomRight, bottomLeft] = box;
  const centre = {
    x: (topLeft.x + topRight.x + bottomRight.x + bottomLeft.x) / 4,
    y: (topLeft.y + topRight.y + bottomRight.y + bottomLeft.y) / 4,
  };
  return {
    line: { ...rest, box },
    left: topLeft.x * direction.x + topLeft.y * direction.y,
    middle: centre.y * direction.x - centre.x * direction.y,
    height: Math.hypot(bottomLeft.x - topLeft.x, bottomLeft.y - topLeft.y),
  };
}

/** The sum of the lines' own directions, each as long as its line beyond one character. */
function readingDirection(lines: readonly TextLine[]): Point {
  let [x, y] = [0, 0];
  for (const { box } of lines) {
    const [topLeft, topRight, , bottomLeft] = box;
    const length = Math.hypot(topRight.x - topLeft.x, topRight.y - topLeft.y);
    const height = Math.hypot(bottomLeft.x - topLeft.x, bottomLeft.y - topLeft.y);
    const weight = Math.max(0, length - 2 * height) / Math.max(length, 1);
    x += (topRight.x - topLeft.x) * weight;
    y += (topRight.y - topLeft.y) * weight;
  }
  const size = Math.hypot(x, y);
  return size === 0 ? { x: 1, y: 0 } : { x: x / size, y: y / size };
}

/**
 * Drops what no field of a card consists of: Latin words, and single characters that were guessed
 * into dirt. A longer text is kept however doubtful: its field is then refused, not shortened.
 */
export function isRealText({ text, weakestConfidence }: TextLine): boolean {
  if (!/[\p{Script=Han}\d]/u.test(plain(text))) return false;
  return weakestConfidence >= minimumSpeckConfidence || [...plain(text)].length > 2;
}

const minimumSpeckConfidence = 0.6;

export const leastConfidence = (lines: readonly TextLine[]): number =>
  Math.min(...lines.map((line) => line.weakestConfidence));
