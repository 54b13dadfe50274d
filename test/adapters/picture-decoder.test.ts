import { createCanvas } from '@napi-rs/canvas';
import { decodePicture, type Pixels } from '../../lambdas/adapters/picture-decoder';
import { jpegHeader, pngOf, withOrientation } from '../support/picture-bytes';

describe('the picture decoder', () => {
  it('decodes JPEG and PNG to the same upright pixels', () => {
    const canvas = quarters();
    for (const bytes of [canvas.toBuffer('image/jpeg', 95), canvas.toBuffer('image/png')]) {
      expect(coloursOf(decoded(bytes))).toEqual(['red', 'green', 'blue', 'white']);
    }
  });

  // EXIF 2.32: what the first row and the first column of the stored picture are.
  it.each([
    [1, ['red', 'green', 'blue', 'white']],
    [2, ['green', 'red', 'white', 'blue']],
    [3, ['white', 'blue', 'green', 'red']],
    [4, ['blue', 'white', 'red', 'green']],
    [5, ['red', 'blue', 'green', 'white']],
    [6, ['blue', 'red', 'white', 'green']],
    [7, ['white', 'green', 'blue', 'red']],
    [8, ['green', 'white', 'red', 'blue']],
  ])('turns a picture of orientation %d upright', (orientation, colours) => {
    const stored = quarters().toBuffer('image/jpeg', 95);
    const pixels = decoded(withOrientation(stored, orientation));

    expect(coloursOf(pixels)).toEqual(colours);
    expect(pixels.width).toBe(orientation >= 5 ? 100 : 160);
  });

  it.each([
    ['a JPEG without data', jpegHeader({ width: 400, height: 300 })],
    ['a JPEG of noise', noiseBehindHeader()],
    ['a PNG with a wrong checksum', damagedPng()],
  ])('answers for %s that it is damaged', (_, bytes) => {
    expect(decodePicture(bytes)).toEqual({ ok: false, error: 'pictureDamaged' });
  });

  it('refuses a bomb before it decodes anything', () => {
    const before = process.memoryUsage().rss;
    for (const bytes of [pngOf(30_000, 30_000), jpegHeader({ width: 30_000, height: 30_000 })]) {
      expect(decodePicture(bytes)).toEqual({ ok: false, error: 'pictureTooManyPixels' });
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });

  it('refuses a picture cut off in the middle, and one beyond the given limits', () => {
    const whole = quarters().toBuffer('image/jpeg', 95);
    const limits = { maximumBytes: 500, maximumPixels: 1e6, minimumSidePixels: 10 };

    expect(decodePicture(whole.subarray(0, whole.length / 2))).toEqual({
      ok: false,
      error: 'pictureTruncated',
    });
    expect(decodePicture(whole, limits)).toEqual({ ok: false, error: 'pictureTooManyBytes' });
  });
});

/** Red and green above blue and white. */
function quarters() {
  const canvas = createCanvas(160, 100);
  const brush = canvas.getContext('2d');
  for (const [colour, x, y] of [
    ['#ff0000', 0, 0],
    ['#00ff00', 80, 0],
    ['#0000ff', 0, 50],
    ['#ffffff', 80, 50],
  ] as const) {
    brush.fillStyle = colour;
    brush.fillRect(x, y, 80, 50);
  }
  return canvas;
}

function decoded(bytes: Uint8Array): Pixels {
  const result = decodePicture(bytes);
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

/** Of the four quarters' middles, row by row. */
function coloursOf({ data, width, height }: Pixels): string[] {
  return [0.25, 0.75].flatMap((y) =>
    [0.25, 0.75].map((x) => {
      const at = (Math.floor(y * height) * width + Math.floor(x * width)) * 4;
      const [red, green, blue] = [...data.subarray(at, at + 3)].map((value) => value > 128);
      if (red && green && blue) return 'white';
      return red ? 'red' : green ? 'green' : 'blue';
    }),
  );
}

function noiseBehindHeader(): Buffer {
  const whole = quarters().toBuffer('image/jpeg', 95);
  // The tables stay, the entropy-coded data becomes what no encoder wrote.
  const start = whole.indexOf(Buffer.from([0xff, 0xda])) + 14;
  const noise = Buffer.from(whole);
  for (let at = start; at < noise.length - 2; at += 1) noise[at] = (at * 137) % 254;
  noise.set([0xff, 0x03], start + 40);
  return noise;
}

function damagedPng(): Buffer {
  const bytes = pngOf(200, 200);
  bytes[45]! ^= 0xff;
  return bytes;
}
