/** The JSONata functions Step Functions adds, and the clock JSONata's own functions read. */
import { createHash } from 'node:crypto';
import jsonata from 'jsonata';

/** Where an evaluation takes time, chance and identity from. */
export interface Sources {
  /** Milliseconds since the epoch. */
  now(): number;
  /** At least 0 and less than 1. */
  random(): number;
  /** A new version 4 UUID. */
  uuid(): string;
}

const HASHES: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/** What $range may yield at most; beyond it AWS gives up too (measured there at 360,145). */
const RANGE_LIMIT = 360_145;

const formatMillis = jsonata('$fromMillis($instant, $picture, $zone)');

/** Bindings for one evaluation. Degenerate arguments yield nothing, as in AWS, rather than fail. */
export function functionBindings(sources: Sources): Record<string, unknown> {
  const instant = sources.now();
  return {
    partition,
    range,
    hash,
    parse: (text: unknown) => (typeof text === 'string' ? JSON.parse(text) : undefined),
    uuid: () => sources.uuid(),
    random: (seed: unknown) => (typeof seed === 'number' ? seeded(seed) : sources.random()),
    millis: () => instant,
    now: (picture?: string, zone?: string) =>
      formatMillis.evaluate(undefined, { instant, picture, zone }),
    // Step Functions switches $eval off: calling it fails as calling any unknown function does.
    eval: undefined,
  };
}

function partition(items: unknown, size: unknown): unknown[][] | undefined {
  const step = typeof size === 'number' ? Math.trunc(size) : 0;
  if (!Array.isArray(items) || items.length === 0 || step < 1) return undefined;
  const chunks: unknown[][] = [];
  for (let at = 0; at < items.length; at += step) chunks.push(items.slice(at, at + step));
  return chunks;
}

function range(first: unknown, last: unknown, step: unknown): number[] | number | undefined {
  if (typeof first !== 'number' || typeof last !== 'number' || typeof step !== 'number') {
    return undefined;
  }
  const [from, to, by] = [Math.trunc(first), Math.trunc(last), Math.trunc(step)];
  const count = by === 0 ? 0 : Math.floor((to - from) / by) + 1;
  if (count < 1) return undefined;
  if (count > RANGE_LIMIT) throw new Error('Expression evaluation memory limit exceeded');
  return count === 1 ? from : Array.from({ length: count }, (_, index) => from + index * by);
}

function hash(content: unknown, algorithm: unknown): string | undefined {
  if (typeof content !== 'string' || typeof algorithm !== 'string') return undefined;
  const name = HASHES[algorithm];
  if (!name) throw new Error(`unknown hash algorithm '${algorithm}'`);
  return createHash(name).update(content).digest('hex');
}

/** One number per seed, the top 48 bits of its SHA-256: AWS promises repeatability, no value. */
function seeded(seed: number): number {
  const digest = createHash('sha256')
    .update(String(Math.trunc(seed)))
    .digest();
  return digest.readUIntBE(0, 6) / 2 ** 48;
}
