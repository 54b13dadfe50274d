/** Lengths, places and overlaps of the parallelograms that lines of text stand in. */
import type { Point } from '../../core/users/text-line';
import type { Region } from './sampling';

export const acrossOf = ({ origin, right }: Region): number =>
  Math.hypot(right.x - origin.x, right.y - origin.y);

export const downOf = ({ origin, down }: Region): number =>
  Math.hypot(down.x - origin.x, down.y - origin.y);

/** Where a point lies: 0 to 1 along and down a region that holds it. */
function sharesIn({ origin, right, down }: Region, point: Point): { along: number; down: number } {
  const [x, y] = [point.x - origin.x, point.y - origin.y];
  const share = (to: Point): number => {
    const [sideX, sideY] = [to.x - origin.x, to.y - origin.y];
    return (x * sideX + y * sideY) / (sideX ** 2 + sideY ** 2);
  };
  return { along: share(right), down: share(down) };
}

export function holds(region: Region, point: Point): boolean {
  const { along, down } = sharesIn(region, point);
  return along >= 0 && along <= 1 && down >= 0 && down <= 1;
}

export const middleOf = ({ right, down }: Region): Point => ({
  x: (right.x + down.x) / 2,
  y: (right.y + down.y) / 2,
});

/** A point half way down, at a share of the length; below 0 and above 1 it lies outside. */
function pointAt({ origin, right, down }: Region, share: number): Point {
  return {
    x: (origin.x + down.x) / 2 + share * (right.x - origin.x),
    y: (origin.y + down.y) / 2 + share * (right.y - origin.y),
  };
}

/** Thinner than this share of its neighbour, a region is a stroke of it rather than a text. */
const thinShare = 0.75;

export interface Room {
  readonly left: boolean;
  readonly right: boolean;
}

/** On which sides there is no other text within the height of a character. */
export function roomAround(region: Region, others: readonly Region[]): Room {
  const texts = others.filter(
    (other) => other !== region && downOf(other) > thinShare * downOf(region),
  );
  const step = downOf(region) / acrossOf(region);
  const isFree = (...shares: readonly number[]) =>
    !texts.some((other) => shares.some((share) => holds(other, pointAt(region, share))));
  return {
    left: isFree(-0.2 * step, -0.6 * step, -step),
    right: isFree(1 + 0.2 * step, 1 + 0.6 * step, 1 + step),
  };
}

/** The region, ending at a share of its length. */
function endedAt(region: Region, share: number): Region {
  const { origin, right } = region;
  return {
    ...region,
    right: {
      x: origin.x + share * (right.x - origin.x),
      y: origin.y + share * (right.y - origin.y),
    },
  };
}

/**
 * Regions that end where the next one begins: of a character that stands in two of them, the first
 * would read the left half only (子 of 孙).
 */
export function withoutOverlaps(regions: readonly Region[]): Region[] {
  return regions.map((region) => {
    const starts = regions
      .filter((other) => other !== region && holds(region, pointAt(other, 0)))
      .map((other) => sharesIn(region, pointAt(other, 0)).along)
      .filter((share) => share > 0.5);
    return starts.length === 0 ? region : endedAt(region, Math.min(...starts));
  });
}
