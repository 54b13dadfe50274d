/**
 * One text for one value: JSON with sorted keys and no spaces, and its SHA-256, so that the same
 * document always has the same hash.
 *
 * Exports: canonicalJson, sha256Of.
 */
import { createHash } from 'node:crypto';

export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([left], [right]) => (left < right ? -1 : 1)))
      : part,
  );
}

/** Lower-case hexadecimal SHA-256 of the canonical text. */
export const sha256Of = (value: unknown): string =>
  createHash('sha256').update(canonicalJson(value), 'utf8').digest('hex');
