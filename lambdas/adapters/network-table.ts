/** Which autonomous system an address belongs to: a sorted table of ranges, searched by halves. */

/** Eight bytes of a range's start, eight of its end, four of its number: columns, one by one. */
const rowBytes = 20;

export interface NetworkRange {
  /** The first 64 bits of an IPv6 address, or the 32 of an IPv4 one. Both ends included. */
  readonly from: bigint;
  readonly to: bigint;
  readonly asn: number;
}

export class NetworkTable {
  private readonly from: BigUint64Array;
  private readonly to: BigUint64Array;
  private readonly asn: Uint32Array;

  /** @param bytes as `networkTableBytes` wrote them */
  constructor(bytes: Uint8Array) {
    const rows = bytes.byteLength / rowBytes;
    if (!Number.isInteger(rows)) throw new Error('the table of networks is cut off');
    // Copied (a Buffer's own slice is not), so that every column begins where its numbers may.
    const own = new Uint8Array(bytes);
    const column = (first: number, each: number) =>
      own.slice(first * rows, (first + each) * rows).buffer;
    this.from = new BigUint64Array(column(0, 8));
    this.to = new BigUint64Array(column(8, 8));
    this.asn = new Uint32Array(column(16, 4));
  }

  /** Undefined for an address that no range holds. */
  find(bits: bigint): number | undefined {
    let low = 0;
    let high = this.from.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.from[middle] ?? 0n) <= bits) low = middle + 1;
      else high = middle;
    }
    const row = low - 1;
    return row >= 0 && bits <= (this.to[row] ?? 0n) ? this.asn[row] : undefined;
  }
}

/** The table of ranges that are in order and do not overlap. */
export function networkTableBytes(ranges: readonly NetworkRange[]): Uint8Array {
  const columns = [
    BigUint64Array.from(ranges, ({ from }) => from),
    BigUint64Array.from(ranges, ({ to }) => to),
    Uint32Array.from(ranges, ({ asn }) => asn),
  ];
  return Buffer.concat(columns.map(({ buffer }) => Buffer.from(buffer)));
}
