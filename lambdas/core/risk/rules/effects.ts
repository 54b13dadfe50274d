/** What rules do when they hit, compiled; each reason and each tag is given once. */
import type { Effect } from './document';
import { undecidedReason } from './evaluation';

/** Collects what the rules of one evaluation do. Sets of text are kept in their order. */
export interface Findings {
  readonly declines: Set<string>;
  readonly refers: Set<string>;
  readonly tags: Set<string>;
  scorePoints: number;
  /** Points by reason; those without one are in the sum alone. */
  readonly scoreReasons: Map<string, number>;
}

export type Apply = (findings: Findings) => void;

export function compileEffect(effect: Effect): Apply {
  switch (effect.kind) {
    case 'decline':
      return ({ declines }) => declines.add(effect.reason);
    case 'refer':
      return ({ refers }) => refers.add(effect.reason);
    case 'score':
      return (findings) => addPoints(findings, effect);
    case 'tag':
      return ({ tags }) => tags.add(effect.tag);
  }
}

export const referUndecided: Apply = ({ refers }) => refers.add(undecidedReason);

export function addPoints(
  findings: Findings,
  { points, reason }: { readonly points: number; readonly reason?: string },
): void {
  findings.scorePoints += points;
  if (reason === undefined) return;
  findings.scoreReasons.set(reason, (findings.scoreReasons.get(reason) ?? 0) + points);
}
