/** Measures a card's picture: is it cut off, burnt by light, dark, small or blurred? */
import { type CardPlacement, cardHeight, placeCard } from './card-placement';
import type { CardSide } from './card-upload';
import type { GreyPicture } from './grey-picture';
import type { PictureFlaw } from './picture-flaws';
import { sharpnessOf } from './sharpness';
import type { Point, TextLine } from './text-line';
import { plain } from './text-rows';

/** An area of the card, whose width is 1. */
interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}
const portrait: Area = { left: 0.64, top: 0.09, right: 0.92, bottom: 0.44 };
const inside: Area = { left: 0.02, top: 0.02, right: 0.98, bottom: cardHeight - 0.02 };

/** Set on drawn cards, between those that are read and those that cannot be. */
const limits = {
  /** How far a corner may lie outside, as a share of the card's width: labels tell it roughly. */
  overhang: 0.04,
  /** Brightness at which a sensor has nothing more to tell. */
  burnt: 250,
  burntShareOfCard: 0.02,
  burntShareOfPortrait: 0.2,
  /** Of the brightest tenth, which is the card's paper. */
  darkestPaper: 75,
  /** On a narrower card the strokes of a character run together. */
  cardPixels: 330,
  lineHeightPixels: 16,
  sharpness: 0.2,
};

/** What remains of a card's text when half of it is lost. */
const signOfCard = /\d{10}|姓名|性别|民族|出生|住址|公民|身份|签发|机关|有效|期限/u;

/** Everything that is wrong with the picture, as far as the text found in it shows its card. */
export function flawsOf(
  picture: GreyPicture,
  lines: readonly TextLine[],
  side: CardSide,
): PictureFlaw[] {
  const placement = placeCard(lines, side);
  const paper = valuesIn(picture, inside, placement);
  // A white sheet is burnt as well, and a receipt runs out of its picture: neither is a card.
  const isCard = lines.some(({ text }) => signOfCard.test(plain(text)));
  const checks: readonly (readonly [PictureFlaw, boolean])[] = [
    ['cutOff', isCard && isCutOff(picture, lines, placement)],
    ['glare', isCard && burntShare(paper) > limits.burntShareOfCard],
    ['tooDark', quantile(paper, 0.9) < limits.darkestPaper],
    ['tooSmall', isTooSmall(lines, placement)],
    ['blurred', sharpnessOf(picture) < limits.sharpness],
  ];
  return checks.filter(([, isSo]) => isSo).map(([flaw]) => flaw);
}

/** What hides the portrait of a front, which faces are compared with: no field of text tells it. */
export function portraitFlaw(
  picture: GreyPicture,
  lines: readonly TextLine[],
): PictureFlaw | undefined {
  const placement = placeCard(lines, 'front');
  if (!placement) return undefined;
  const { left, top, right, bottom } = portrait;
  const corners = [left, right].flatMap((x) => [placement.at(x, top), placement.at(x, bottom)]);
  if (reachesOut(picture, corners, placement)) return 'cutOff';
  const isBurnt = burntShare(valuesIn(picture, portrait, placement)) > limits.burntShareOfPortrait;
  return isBurnt ? 'glare' : undefined;
}

/** A corner of the card lies outside; or, without labels, a line of text at the edge. */
function isCutOff(
  picture: GreyPicture,
  lines: readonly TextLine[],
  placement: CardPlacement | undefined,
): boolean {
  if (placement) {
    const corners = [0, 1].flatMap((x) => [placement.at(x, 0), placement.at(x, cardHeight)]);
    return reachesOut(picture, corners, placement);
  }
  const edge = -0.005 * picture.width * picture.shrink;
  return lines.some(({ box }) => box.some((corner) => distanceOut(picture, corner) > edge));
}

const reachesOut = (picture: GreyPicture, points: Point[], { widthPixels }: CardPlacement) =>
  points.some((point) => distanceOut(picture, point) > limits.overhang * widthPixels);

/** How far a point of the original lies outside of it, in its pixels; negative inside. */
function distanceOut({ width, height, shrink }: GreyPicture, { x, y }: Point): number {
  return Math.max(-x, -y, x - width * shrink, y - height * shrink);
}

function isTooSmall(lines: readonly TextLine[], placement: CardPlacement | undefined): boolean {
  if (placement) return placement.widthPixels < limits.cardPixels;
  const heights = lines.map(({ box: [topLeft, , , bottomLeft] }) =>
    Math.hypot(bottomLeft.x - topLeft.x, bottomLeft.y - topLeft.y),
  );
  return heights.length > 0 && quantile(heights, 0.5) < limits.lineHeightPixels;
}

const burntShare = (values: readonly number[]): number =>
  values.filter((value) => value >= limits.burnt).length / Math.max(1, values.length);

const gridSteps = 48;

/** Brightness at a grid of points of a card's area; without labels, of the picture's middle. */
function valuesIn(
  picture: GreyPicture,
  { left, top, right, bottom }: Area,
  placement: CardPlacement | undefined,
): number[] {
  const { width, height, shrink } = picture;
  const place =
    placement?.at ??
    ((x: number, y: number): Point => ({
      x: (0.1 + 0.8 * x) * width * shrink,
      y: (0.1 + 0.8 * (y / cardHeight)) * height * shrink,
    }));
  const shares = Array.from({ length: gridSteps }, (_, step) => step / (gridSteps - 1));
  return shares
    .flatMap((down) =>
      shares.map((along) => place(left + along * (right - left), top + down * (bottom - top))),
    )
    .filter((point) => distanceOut(picture, point) < 0)
    .map(({ x, y }) => valueAt(picture, Math.floor(x / shrink), Math.floor(y / shrink)));
}

/** The darkest of five near pixels: a burnt spot is whole, noise is not. */
function valueAt({ data, width, height }: GreyPicture, x: number, y: number): number {
  const near = [
    [0, 0],
    [-2, 0],
    [2, 0],
    [0, -2],
    [0, 2],
  ] as const;
  const values = near.map(([dx, dy]) => {
    const column = Math.min(width - 1, Math.max(0, x + dx));
    const row = Math.min(height - 1, Math.max(0, y + dy));
    return data[row * width + column]!;
  });
  return Math.min(...values);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
