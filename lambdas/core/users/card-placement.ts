/** Where a card lies in its picture, told by the printed labels that were read. */
import type { CardSide } from './card-upload';
import type { Point, TextLine } from './text-line';
import { plain } from './text-rows';

/** From the card's own measure, its width being 1, to pixels of the picture. */
export interface CardPlacement {
  readonly widthPixels: number;
  at(x: number, y: number): Point;
}

/** 85.6 by 54 mm (ISO/IEC 7810 ID-1). */
export const cardHeight = 54 / 85.6;

/** Left end and middle of the printed labels; the width of the card is 1. */
const labels: Readonly<Record<CardSide, Readonly<Record<string, Point>>>> = {
  front: {
    姓名: { x: 0.062, y: 0.096 },
    性别: { x: 0.062, y: 0.173 },
    民族: { x: 0.29, y: 0.173 },
    出生: { x: 0.062, y: 0.246 },
    住址: { x: 0.062, y: 0.321 },
    公民身份号码: { x: 0.062, y: 0.549 },
  },
  back: {
    中华人民共和国: { x: 0.31, y: 0.13 },
    居民身份证: { x: 0.31, y: 0.228 },
    签发机关: { x: 0.19, y: 0.464 },
    有效期限: { x: 0.19, y: 0.549 },
  },
};

/** Labels nearer to each other than this say too little about the card's size. */
const leastSpread = 0.02;

/**
 * The turn, size and shift that bring the labels of a card nearest to where they were read (least
 * squares, with points as complex numbers); `undefined` with too few of them.
 */
export function placeCard(lines: readonly TextLine[], side: CardSide): CardPlacement | undefined {
  const pairs = lines.flatMap(({ text, box: [topLeft, , , bottomLeft] }) => {
    const label = Object.keys(labels[side]).find((one) => plain(text).startsWith(one));
    if (!label) return [];
    const seen = { x: (topLeft.x + bottomLeft.x) / 2, y: (topLeft.y + bottomLeft.y) / 2 };
    return [{ printed: labels[side][label]!, seen }];
  });
  if (pairs.length < 2) return undefined;
  const printedMiddle = middleOf(pairs.map(({ printed }) => printed));
  const seenMiddle = middleOf(pairs.map(({ seen }) => seen));
  let [spread, real, imaginary] = [0, 0, 0];
  for (const { printed, seen } of pairs) {
    const [px, py] = [printed.x - printedMiddle.x, printed.y - printedMiddle.y];
    const [sx, sy] = [seen.x - seenMiddle.x, seen.y - seenMiddle.y];
    spread += px * px + py * py;
    real += sx * px + sy * py;
    imaginary += sy * px - sx * py;
  }
  if (spread < leastSpread) return undefined;
  const [cosine, sine] = [real / spread, imaginary / spread];
  return {
    widthPixels: Math.hypot(cosine, sine),
    at: (x, y) => {
      const [dx, dy] = [x - printedMiddle.x, y - printedMiddle.y];
      return {
        x: seenMiddle.x + cosine * dx - sine * dy,
        y: seenMiddle.y + sine * dx + cosine * dy,
      };
    },
  };
}

function middleOf(points: readonly Point[]): Point {
  const sum = points.reduce((total, { x, y }) => ({ x: total.x + x, y: total.y + y }));
  return { x: sum.x / points.length, y: sum.y / points.length };
}
