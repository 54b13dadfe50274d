/** Decodes JPEG and PNG to upright RGBA pixels, in pure JavaScript and within limits. */
import * as jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import { failure, type Result, success } from '../core/result';
import {
  inspectPicture,
  type PictureError,
  type PictureHeader,
  type PictureLimits,
} from '../core/users/picture';

/** Four bytes a pixel (red, green, blue, opacity), row by row. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * Decodes a picture and turns it upright by its EXIF orientation. The header is judged first, so a
 * decompression bomb costs nothing. Never throws.
 */
export function decodePicture(
  bytes: Uint8Array,
  limits?: PictureLimits,
): Result<Pixels, PictureError> {
  const header = inspectPicture(bytes, limits);
  if (!header.ok) return header;
  try {
    return success(turnUpright(decode(bytes, header.value), header.value.orientation));
  } catch {
    // The decoders throw on anything malformed; what exactly was wrong does not help the borrower.
    return failure('pictureDamaged');
  }
}

function decode(bytes: Uint8Array, header: PictureHeader): Pixels {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (header.format === 'png') {
    const { data, width, height } = PNG.sync.read(buffer);
    return { data, width, height };
  }
  return jpeg.decode(buffer, {
    useTArray: true,
    formatAsRGBA: true,
    tolerantDecoding: false,
    maxMemoryUsageInMB: 1024,
  });
}

/** EXIF orientation n: where the stored pixel (x, y) of a w by h picture belongs. */
function turnUpright(pixels: Pixels, orientation: number): Pixels {
  if (orientation === 1) return pixels;
  const { width: w, height: h } = pixels;
  const isSideways = orientation >= 5;
  const [width, height] = isSideways ? [h, w] : [w, h];
  const source = wordsOf(pixels.data);
  const target = new Uint32Array(width * height);
  for (let y = 0; y < h; y += 1) {
    for (let x = 0; x < w; x += 1) {
      const along = orientation === 2 || orientation === 3 ? w - 1 - x : x;
      const down = orientation === 3 || orientation === 4 ? h - 1 - y : y;
      const column = orientation === 6 || orientation === 7 ? h - 1 - y : y;
      const row = orientation === 7 || orientation === 8 ? w - 1 - x : x;
      const place = isSideways ? row * width + column : down * width + along;
      target[place] = source[y * w + x]!;
    }
  }
  return { data: new Uint8Array(target.buffer), width, height };
}

function wordsOf(data: Uint8Array): Uint32Array {
  const aligned = data.byteOffset % 4 === 0 ? data : new Uint8Array(data);
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
}
