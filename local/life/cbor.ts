/** As much CBOR (RFC 8949) as an authenticator writes: integers, bytes, texts and maps. */

const major = { unsigned: 0, negative: 1, bytes: 2, text: 3, map: 5 };

export function cbor(value: unknown): Buffer {
  if (typeof value === 'number')
    return value < 0 ? head(major.negative, -1 - value) : head(major.unsigned, value);
  if (typeof value === 'string') {
    const text = Buffer.from(value, 'utf8');
    return Buffer.concat([head(major.text, text.length), text]);
  }
  if (value instanceof Uint8Array)
    return Buffer.concat([head(major.bytes, value.length), Buffer.from(value)]);
  const entries = value instanceof Map ? [...value] : Object.entries(value as object);
  const members = entries.flatMap(([key, member]) => [cbor(key), cbor(member)]);
  return Buffer.concat([head(major.map, entries.length), ...members]);
}

/** The type and its number or length: in the first byte, or in one or two more. */
function head(type: number, size: number): Buffer {
  const first = type << 5;
  if (size < 24) return Buffer.from([first | size]);
  if (size < 256) return Buffer.from([first | 24, size]);
  if (size < 65_536) return Buffer.from([first | 25, size >> 8, size & 255]);
  throw new Error('longer than an authenticator writes');
}
