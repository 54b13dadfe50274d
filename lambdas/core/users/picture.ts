/** Judges a picture by its header alone, before anyone spends memory on decoding it. */
import { failure, type Result, success } from '../result';

export interface PictureHeader {
  readonly format: 'jpeg' | 'png';
  /** As stored, before the orientation is applied. */
  readonly width: number;
  readonly height: number;
  /** EXIF orientation, 1 to 8; 1 is upright. */
  readonly orientation: number;
}

export type PictureError =
  | 'pictureEmpty'
  | 'pictureTooManyBytes'
  | 'pictureTooManyPixels'
  | 'pictureTooSmall'
  | 'pictureFormatUnknown'
  | 'pictureTruncated'
  | 'pictureDamaged';

export interface PictureLimits {
  readonly maximumBytes: number;
  readonly maximumPixels: number;
  /** Of the shorter side. */
  readonly minimumSidePixels: number;
}

/** A modern phone's camera fits; what it would cost to decode stays under 100 MB. */
export const defaultPictureLimits: PictureLimits = {
  maximumBytes: 10_000_000,
  maximumPixels: 25_000_000,
  minimumSidePixels: 80,
};

/** Format, size and orientation of a JPEG or PNG within the limits. Never throws. */
export function inspectPicture(
  bytes: Uint8Array,
  limits: PictureLimits = defaultPictureLimits,
): Result<PictureHeader, PictureError> {
  if (bytes.length === 0) return failure('pictureEmpty');
  if (bytes.length > limits.maximumBytes) return failure('pictureTooManyBytes');
  const header = readHeader(bytes);
  if (!header.ok) return header;
  const { width, height } = header.value;
  if (width * height > limits.maximumPixels) return failure('pictureTooManyPixels');
  if (Math.min(width, height) < limits.minimumSidePixels) return failure('pictureTooSmall');
  return header;
}

function readHeader(bytes: Uint8Array): Result<PictureHeader, PictureError> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return readJpegHeader(view);
  if (startsWith(bytes, pngSignature)) return readPngHeader(view);
  return failure('pictureFormatUnknown');
}

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const pngEnd = [0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82];

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((byte, index) => bytes[index] === byte);
}

/** PNG (W3C, third edition): signature, then the IHDR chunk; the last chunk is IEND. */
function readPngHeader(view: DataView): Result<PictureHeader, PictureError> {
  if (view.byteLength < 33) return failure('pictureTruncated');
  if (view.getUint32(12) !== 0x49484452) return failure('pictureDamaged');
  const end = new Uint8Array(view.buffer, view.byteOffset + view.byteLength - pngEnd.length);
  if (!startsWith(end, pngEnd)) return failure('pictureTruncated');
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  return success({ format: 'png', width, height, orientation: 1 });
}

/** JPEG (ITU T.81): a chain of marker segments; SOF0 to SOF2 hold the size, SOS starts the data. */
function readJpegHeader(view: DataView): Result<PictureHeader, PictureError> {
  let size: { width: number; height: number } | undefined;
  let orientation = 1;
  let at = 2;
  while (at + 4 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return failure('pictureDamaged');
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1; // padding between segments
      continue;
    }
    const length = view.getUint16(at + 2);
    if (length < 2) return failure('pictureDamaged');
    if (at + 2 + length > view.byteLength) return failure('pictureTruncated');
    if (marker >= 0xc0 && marker <= 0xc2 && length >= 8) {
      size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
    if (marker === 0xe1) orientation = readExifOrientation(view, at + 4, length - 2);
    if (marker === 0xda) {
      if (!size) return failure('pictureDamaged');
      if (!hasEndOfImage(view, at + 2 + length)) return failure('pictureTruncated');
      return success({ format: 'jpeg', ...size, orientation });
    }
    at += 2 + length;
  }
  return failure('pictureTruncated');
}

/** In the data a 0xff is always escaped, so 0xff 0xd9 is the end; some cameras append more. */
function hasEndOfImage(view: DataView, from: number): boolean {
  for (let at = view.byteLength - 2; at >= from; at -= 1) {
    if (view.getUint8(at) === 0xff && view.getUint8(at + 1) === 0xd9) return true;
  }
  return false;
}

/** EXIF 2.32: tag 0x0112 of the first directory of the TIFF block behind "Exif\0\0". */
function readExifOrientation(view: DataView, at: number, length: number): number {
  const end = at + length;
  if (length < 16 || view.getUint32(at) !== 0x45786966) return 1;
  const tiff = at + 6;
  const little = view.getUint16(tiff) === 0x4949;
  const directory = tiff + view.getUint32(tiff + 4, little);
  if (directory + 2 > end) return 1;
  const count = view.getUint16(directory, little);
  for (let index = 0; index < count; index += 1) {
    const entry = directory + 2 + index * 12;
    if (entry + 12 > end) return 1;
    if (view.getUint16(entry, little) !== 0x0112) continue;
    const value = view.getUint16(entry + 8, little);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}
