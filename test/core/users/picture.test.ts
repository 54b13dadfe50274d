import * as fc from 'fast-check';
import { defaultPictureLimits, inspectPicture } from '../../../lambdas/core/users/picture';
import { jpegHeader, pngOf } from '../../support/picture-bytes';

describe("a picture's header", () => {
  it('tells format, size and orientation', () => {
    expect(inspectPicture(jpegHeader({ width: 1012, height: 638 }))).toEqual({
      ok: true,
      value: { format: 'jpeg', width: 1012, height: 638, orientation: 1 },
    });
    expect(inspectPicture(pngOf(640, 480))).toEqual({
      ok: true,
      value: { format: 'png', width: 640, height: 480, orientation: 1 },
    });
  });

  it.each(['little', 'big'] as const)('tells the orientation of a phone, %s endian', (order) => {
    const bytes = jpegHeader({ width: 400, height: 300, orientation: 6, order });
    expect(inspectPicture(bytes)).toMatchObject({ ok: true, value: { orientation: 6 } });
  });

  it('takes an orientation that does not exist for upright', () => {
    const bytes = jpegHeader({ width: 400, height: 300, orientation: 9 });
    expect(inspectPicture(bytes)).toMatchObject({ ok: true, value: { orientation: 1 } });
  });

  it.each([
    ['nothing', new Uint8Array(), 'pictureEmpty'],
    ['20 MB', new Uint8Array(20_000_000), 'pictureTooManyBytes'],
    ['a text', Buffer.from('%PDF-1.7 no picture'), 'pictureFormatUnknown'],
    ['a GIF', Buffer.from('GIF89a0000000000'), 'pictureFormatUnknown'],
    ['30000 x 30000 JPEG', jpegHeader({ width: 30_000, height: 30_000 }), 'pictureTooManyPixels'],
    ['30000 x 30000 PNG', pngOf(30_000, 30_000), 'pictureTooManyPixels'],
    ['a stamp', jpegHeader({ width: 79, height: 400 }), 'pictureTooSmall'],
    ['no height', jpegHeader({ width: 400, height: 0 }), 'pictureTooSmall'],
    ['three bytes', Buffer.from([0xff, 0xd8, 0xff]), 'pictureTruncated'],
    ['half a JPEG', jpegHeader({ width: 400, height: 300 }).subarray(0, -2), 'pictureTruncated'],
    ['half a PNG', pngOf(400, 300).subarray(0, -6), 'pictureTruncated'],
  ])('%s is refused: %s', (_, bytes, error) => {
    expect(inspectPicture(bytes)).toEqual({ ok: false, error });
  });

  it('never throws, however the bytes are damaged', () => {
    const whole = jpegHeader({ width: 400, height: 300, orientation: 3 });
    const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 8 });
    fc.assert(
      fc.property(damage, fc.nat(whole.length), (changes, length) => {
        const bytes = Uint8Array.from(whole);
        for (const [at, value] of changes) bytes[at] = value;
        const result = inspectPicture(bytes.subarray(0, length));
        if (!result.ok) return;
        const { width, height } = result.value;
        expect(width * height).toBeLessThanOrEqual(defaultPictureLimits.maximumPixels);
      }),
      { numRuns: 500 },
    );
  });
});
