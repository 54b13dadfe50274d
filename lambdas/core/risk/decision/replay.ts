/** Decides anew from the record alone and compares, bit for bit. */
import { isRecord } from '../models/document';
import { decide } from './decision';
import type { DecisionRecord } from './decision-record';
import type { Policies } from './policies';
import type { UnusablePart } from './unusable';

export interface Difference {
  /** Where the record and the replay first differ: `decision.credit.margin`. */
  readonly path: string;
  readonly recorded: string;
  readonly replayed: string;
}

/** What deciding again came to; `notReplayable` proves nothing, neither for nor against. */
export type Replay =
  | { readonly outcome: 'same' }
  | { readonly outcome: 'different'; readonly difference: Difference }
  | { readonly outcome: 'notReplayable'; readonly unusable: UnusablePart };

export async function replay(
  policies: Pick<Policies, 'policyOf'>,
  record: DecisionRecord,
): Promise<Replay> {
  const policy = await policies.policyOf(record.decision.versions);
  if (!policy.ok) return { outcome: 'notReplayable', unusable: policy.error };
  const { decision } = decide(policy.value, record.application);
  // Through JSON, as the record went: shortest digits, which name one double each.
  const replayed: unknown = JSON.parse(JSON.stringify(decision));
  const difference = firstDifference(record.decision, replayed, 'decision');
  return difference ? { outcome: 'different', difference } : { outcome: 'same' };
}

/** Compares two values of JSON in depth; of objects every member of either, by name. */
export function firstDifference(
  recorded: unknown,
  replayed: unknown,
  path: string,
): Difference | undefined {
  if (Array.isArray(recorded) && Array.isArray(replayed)) {
    const length = Math.max(recorded.length, replayed.length);
    for (let index = 0; index < length; index += 1) {
      const found = firstDifference(recorded[index], replayed[index], `${path}[${index}]`);
      if (found) return found;
    }
    return undefined;
  }
  if (isRecord(recorded) && isRecord(replayed)) {
    const names = new Set([...Object.keys(recorded), ...Object.keys(replayed)]);
    for (const name of [...names].sort()) {
      const found = firstDifference(recorded[name], replayed[name], `${path}.${name}`);
      if (found) return found;
    }
    return undefined;
  }
  if (Object.is(recorded, replayed)) return undefined;
  return { path, recorded: textOf(recorded), replayed: textOf(replayed) };
}

const textOf = (value: unknown): string => JSON.stringify(value) ?? 'absent';
