/** Draws a parallelogram of a picture into a model's input tensor: crop, turn and resize in one. */
import type { Point } from '../../core/users/text-line';
import type { Pixels } from '../picture-decoder';

/** How a model wants its colours: (value / 255 - mean) / deviation, in blue, green, red order. */
export interface Normalisation {
  readonly mean: readonly [number, number, number];
  readonly deviation: readonly [number, number, number];
}

/** A parallelogram: the corner where reading starts, and the corners right of and below it. */
export interface Region {
  readonly origin: Point;
  readonly right: Point;
  readonly down: Point;
}

export const wholePicture = ({ width, height }: Pixels): Region => ({
  origin: { x: 0, y: 0 },
  right: { x: width, y: 0 },
  down: { x: 0, y: height },
});

/**
 * The region as planes of `width` by `height` (blue, green, red), bilinear, averaged over several
 * samples a pixel where it shrinks, so that thin strokes do not vanish.
 */
export function sampleRegion(
  pixels: Pixels,
  region: Region,
  width: number,
  height: number,
  normalisation: Normalisation,
): Float32Array {
  const { origin, right, down } = region;
  const alongX = (right.x - origin.x) / width;
  const alongY = (right.y - origin.y) / width;
  const downX = (down.x - origin.x) / height;
  const downY = (down.y - origin.y) / height;
  const shrink = Math.max(Math.hypot(alongX, alongY), Math.hypot(downX, downY));
  const steps = Math.min(6, Math.max(1, Math.round(shrink)));
  const plane = width * height;
  const tensor = new Float32Array(3 * plane);
  const colour = new Float64Array(3);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      colour.fill(0);
      for (let step = 0; step < steps * steps; step += 1) {
        const u = column + ((step % steps) + 0.5) / steps;
        const v = row + (((step / steps) | 0) + 0.5) / steps;
        const x = origin.x + u * alongX + v * downX - 0.5;
        const y = origin.y + u * alongY + v * downY - 0.5;
        addSample(pixels, x, y, colour);
      }
      const at = row * width + column;
      for (let channel = 0; channel < 3; channel += 1) {
        const value = colour[2 - channel]! / (steps * steps * 255);
        const { mean, deviation } = normalisation;
        tensor[channel * plane + at] = (value - mean[channel]!) / deviation[channel]!;
      }
    }
  }
  return tensor;
}

/** Adds the bilinear colour at a point; outside, the edge goes on. */
function addSample({ data, width, height }: Pixels, x: number, y: number, colour: Float64Array) {
  const clampedX = within(width - 1, x);
  const clampedY = within(height - 1, y);
  const left = clampedX | 0;
  const top = clampedY | 0;
  const partX = clampedX - left;
  const partY = clampedY - top;
  const stepX = left + 1 < width ? 4 : 0;
  const stepY = top + 1 < height ? width * 4 : 0;
  const at = (top * width + left) * 4;
  for (let channel = 0; channel < 3; channel += 1) {
    const corner = at + channel;
    const upper = data[corner]! * (1 - partX) + data[corner + stepX]! * partX;
    const lower = data[corner + stepY]! * (1 - partX) + data[corner + stepY + stepX]! * partX;
    colour[channel]! += upper * (1 - partY) + lower * partY;
  }
}

/** A call of Math per sample would be the most expensive part of it. */
function within(most: number, value: number): number {
  if (value < 0) return 0;
  if (value > most) return most;
  return value;
}
