/** A bill as Alipay offers it: a table in GBK, in a ZIP file. */
import { zipSync } from 'fflate';

export const zippedTable = (name: string, lines: readonly (readonly string[])[]): Uint8Array =>
  zipSync({ [name]: gbk(`${lines.map((cells) => cells.join(',')).join('\r\n')}\r\n`) });

let codes: Map<string, number> | undefined;

/** Node reads GBK but does not write it: the table of what it reads is turned round, once. */
function gbk(text: string): Uint8Array {
  codes ??= readCodes();
  const bytes: number[] = [];
  for (const sign of text) {
    const code = sign < '\u0080' ? sign.charCodeAt(0) : codes.get(sign);
    if (code === undefined) throw new Error(`GBK has no ${sign}`);
    if (code > 0xff) bytes.push(code >> 8);
    bytes.push(code & 0xff);
  }
  return Uint8Array.from(bytes);
}

function readCodes(): Map<string, number> {
  const read = new Map<string, number>();
  const decoder = new TextDecoder('gbk');
  for (let high = 0x81; high <= 0xfe; high += 1)
    for (let low = 0x40; low <= 0xfe; low += 1) {
      const sign = decoder.decode(Uint8Array.of(high, low));
      if ([...sign].length === 1) read.set(sign, (high << 8) | low);
    }
  return read;
}
