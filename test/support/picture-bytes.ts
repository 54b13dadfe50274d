/** Builds pictures byte by byte: headers that promise anything, and small whole pictures. */
import { deflateSync } from 'node:zlib';

export interface JpegHeader {
  readonly width: number;
  readonly height: number;
  /** EXIF orientation; none unless told. */
  readonly orientation?: number;
  readonly order?: 'little' | 'big';
}

/** A JPEG's markers without decodable data: what a header says is all that is true of it. */
export function jpegHeader({ width, height, orientation, order = 'big' }: JpegHeader): Buffer {
  const size = Buffer.from([8, 0, 0, 0, 0, 1, 1, 0x11, 0]);
  size.writeUInt16BE(height, 1);
  size.writeUInt16BE(width, 3);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    orientation === undefined ? Buffer.alloc(0) : segment(0xe1, exif(orientation, order)),
    segment(0xc0, size),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    Buffer.from([0x12, 0x34, 0xff, 0xd9]),
  ]);
}

/** The JPEG with an orientation added to its front, as a camera held sideways does. */
export function withOrientation(jpeg: Buffer, orientation: number): Buffer {
  const added = segment(0xe1, exif(orientation, 'little'));
  return Buffer.concat([jpeg.subarray(0, 2), added, jpeg.subarray(2)]);
}

function segment(marker: number, body: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

function exif(orientation: number, order: 'little' | 'big'): Buffer {
  const body = Buffer.alloc(6 + 8 + 2 + 12 + 4);
  body.write('Exif\0\0', 'latin1');
  const is = order === 'little';
  const put16 = (value: number, at: number) =>
    is ? body.writeUInt16LE(value, at) : body.writeUInt16BE(value, at);
  const put32 = (value: number, at: number) =>
    is ? body.writeUInt32LE(value, at) : body.writeUInt32BE(value, at);
  body.write(is ? 'II' : 'MM', 6, 'latin1');
  put16(42, 8);
  put32(8, 10);
  put16(1, 14);
  put16(0x0112, 16);
  put16(3, 18);
  put32(1, 20);
  put16(orientation, 24);
  return body;
}

/** A grey PNG; of a huge one only the header is right, its data is what one pixel needs. */
export function pngOf(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const isHuge = width * height > 1_000_000;
  const rows = Buffer.alloc(isHuge ? 2 : (width + 1) * height, 0);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  check.writeUInt32BE(checksum(named));
  return Buffer.concat([length, named, check]);
}

/** CRC-32 as PNG wants it. */
function checksum(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
