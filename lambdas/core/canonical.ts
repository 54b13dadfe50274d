/**
 * One text for one value: JSON with sorted keys and no spaces, and its SHA-256, so that the same
 * document always has the same hash.
 *
 * Exports: canonicalJson, sha256Of, hashOfText.
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
export const sha256Of = (value: unknown): string => hashOfText(canonicalJson(value));

/** The same of a text that must stay as it was written. */
export const hashOfText = (text: string): string =>
  createHash('sha256').update(text, 'utf8').digest('hex');
