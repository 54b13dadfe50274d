/** Reads the vectors: a head line, then one case a line. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export function readVectors<Head, Case>(
  name: string,
): { readonly head: Head; readonly cases: Case[] } {
  const text = readFileSync(join(__dirname, '..', 'vectors', `${name}.jsonl`), 'utf8');
  const [head, ...cases] = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return { head, cases };
}

export interface TreeCase {
  readonly x: readonly (number | null)[];
  readonly margin: number;
  readonly probability: number;
  /** Per feature, then the average. */
  readonly contributions?: readonly number[];
}

export const valuesOf = (x: readonly (number | null)[]): Float32Array =>
  Float32Array.from(x, (value) => value ?? Number.NaN);

/** The value of a result that must be a success. */
export function expectValue<T>(
  result:
    | { readonly ok: true; readonly value: T }
    | { readonly ok: false; readonly error: unknown },
): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
