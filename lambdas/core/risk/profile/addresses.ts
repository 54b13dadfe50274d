/** Network addresses: read, told apart into public and not, and the networks around them. */

export interface Address {
  readonly family: 4 | 6;
  /** 32 or 128 bits. */
  readonly bits: bigint;
}

/** Undefined for what is no address. An IPv4 address in IPv6's clothes is the IPv4 address. */
export function parseAddress(text: string): Address | undefined {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(text)?.[1];
  const bits4 = bitsOf4(mapped ?? text);
  if (bits4 !== undefined) return { family: 4, bits: bits4 };
  const bits6 = bitsOf6(text);
  return bits6 === undefined ? undefined : { family: 6, bits: bits6 };
}

/** Who is behind it can be one line or one company; private and reserved addresses name nobody. */
export function isPublic({ family, bits }: Address): boolean {
  if (family === 6) return bits >> 125n === 1n && !within(reserved6, bits, 128n);
  return !within(reserved4, bits, 32n);
}

/**
 * One line: the address itself, or an IPv6 /64, in which a device changes its address as it likes.
 */
export const lineOf = (address: Address): string => prefixOf(address, { 4: 32n, 6: 64n });

/** The neighbourhood: an IPv4 /24 or an IPv6 /48. */
export const subnetOf = (address: Address): string => prefixOf(address, { 4: 24n, 6: 48n });

function prefixOf({ family, bits }: Address, lengths: Readonly<Record<4 | 6, bigint>>): string {
  const length = lengths[family];
  const width = family === 4 ? 32n : 128n;
  return `v${family}/${length}:${(bits >> (width - length)).toString(16)}`;
}

function bitsOf4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part))) return;
  const octets = parts.map(BigInt);
  if (octets.some((octet) => octet > 255n)) return undefined;
  return octets.reduce((bits, octet) => (bits << 8n) | octet, 0n);
}

function bitsOf6(text: string): bigint | undefined {
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const left = 8 - before.length - after.length;
  if (tail === undefined ? left !== 0 : left < 1) return undefined;
  const all = [...before, ...Array.from({ length: left }, () => '0'), ...after];
  if (!all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return all.reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}

type Prefix = readonly [bits: bigint, length: bigint];

const within = (prefixes: readonly Prefix[], bits: bigint, width: bigint): boolean =>
  prefixes.some(([prefix, length]) => bits >> (width - length) === prefix >> (width - length));

const prefix = (text: string, length: bigint): Prefix => [parseAddress(text)?.bits ?? 0n, length];

/** IANA's special-purpose registry: private, shared, loopback, link-local, documentation. */
const reserved4: readonly Prefix[] = [
  prefix('0.0.0.0', 8n),
  prefix('10.0.0.0', 8n),
  prefix('100.64.0.0', 10n),
  prefix('127.0.0.0', 8n),
  prefix('169.254.0.0', 16n),
  prefix('172.16.0.0', 12n),
  prefix('192.0.0.0', 24n),
  prefix('192.0.2.0', 24n),
  prefix('192.168.0.0', 16n),
  prefix('198.18.0.0', 15n),
  prefix('198.51.100.0', 24n),
  prefix('203.0.113.0', 24n),
  prefix('224.0.0.0', 3n),
];
/** Of the global 2000::/3 only: benchmarking, documentation. */
const reserved6: readonly Prefix[] = [
  prefix('2001:2::', 48n),
  prefix('2001:db8::', 32n),
  prefix('3fff::', 20n),
];
