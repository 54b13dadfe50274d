/** A picture as brightness alone, small enough to be measured in milliseconds. */

/** Brightness 0 to 255, row by row. */
export interface GreyPicture {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
  /** Pixels of the original a pixel stands for, along each side; 1 and more. */
  readonly shrink: number;
}

/** Sensor noise averages out, the strokes of a card that fills the picture are still there. */
const longestSidePixels = 800;

/** @param rgba four bytes a pixel, row by row. */
export function greyPicture(rgba: Uint8Array, width: number, height: number): GreyPicture {
  const shrink = Math.max(1, Math.max(width, height) / longestSidePixels);
  const [columns, rows] = [Math.round(width / shrink), Math.round(height / shrink)];
  const [lefts, tops] = [startsOf(width, columns), startsOf(height, rows)];
  const data = new Float32Array(columns * rows);
  for (let row = 0; row < rows; row += 1) {
    const [top, bottom] = [tops[row]!, tops[row + 1]!];
    for (let column = 0; column < columns; column += 1) {
      const left = lefts[column]!;
      const right = lefts[column + 1]!;
      let sum = 0;
      for (let y = top; y < bottom; y += 1) {
        for (let x = left; x < right; x += 1) {
          const at = (y * width + x) * 4;
          // ITU-R BT.601: how bright the eye finds red, green and blue.
          sum += 0.299 * rgba[at]! + 0.587 * rgba[at + 1]! + 0.114 * rgba[at + 2]!;
        }
      }
      data[row * columns + column] = sum / ((bottom - top) * (right - left));
    }
  }
  return { data, width: columns, height: rows, shrink };
}

/** Where each of `parts` equal parts of a whole begins, and where the last one ends. */
const startsOf = (whole: number, parts: number): number[] =>
  Array.from({ length: parts + 1 }, (_, part) => Math.floor((part * whole) / parts));
