/** What rules do when they hit, compiled; each reason and each tag is given once. */
import type { Effect } from './document';
import { undecidedReason } from './evaluation';

/**
 * Collects what the rules of one evaluation do, each text once and in order. Lists: of the few
 * that come together, comparing is quicker than hashing.
 */
export interface Findings {
  readonly declines: string[];
  readonly refers: string[];
  readonly tags: string[];
  scorePoints: number;
  /** Points by reason, made by the first that names one; the others are in the sum alone. */
  scoreReasons: Map<string, number> | undefined;
}

export type Apply = (findings: Findings) => void;

export function compileEffect(effect: Effect): Apply {
  switch (effect.kind) {
    case 'decline':
      return ({ declines }) => addOnce(declines, effect.reason);
    case 'refer':
      return ({ refers }) => addOnce(refers, effect.reason);
    case 'score':
      return (findings) => addPoints(findings, effect);
    case 'tag':
      return ({ tags }) => addOnce(tags, effect.tag);
  }
}

export const referUndecided: Apply = ({ refers }) => addOnce(refers, undecidedReason);

function addOnce(texts: string[], text: string): void {
  if (!texts.includes(text)) texts.push(text);
}

export function addPoints(
  findings: Findings,
  { points, reason }: { readonly points: number; readonly reason?: string },
): void {
  findings.scorePoints += points;
  if (reason === undefined) return;
  findings.scoreReasons ??= new Map();
  findings.scoreReasons.set(reason, (findings.scoreReasons.get(reason) ?? 0) + points);
}
