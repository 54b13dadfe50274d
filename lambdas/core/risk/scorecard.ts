/** A scorecard: points per attribute by bin, a bin for what is missing, and grades by score. */
import type { FactName, Facts } from './facts';

interface Bin {
  /** The bin holds values below this; the last one has no bound. */
  readonly below?: number;
  readonly points: number;
}

interface Attribute {
  readonly fact: FactName;
  /** The reason given when this attribute cost points. */
  readonly reason: string;
  readonly missing: number;
  readonly bins: readonly Bin[];
}

export interface Scorecard {
  readonly card: string;
  readonly version: number;
  readonly basePoints: number;
  /** Below it the application is declined. */
  readonly cutoff: number;
  readonly attributes: readonly Attribute[];
  /** Best first. */
  readonly grades: readonly { readonly grade: string; readonly from: number }[];
}

export interface ScoredAttribute {
  readonly fact: FactName;
  readonly points: number;
  /** Points short of the attribute's best bin. */
  readonly lostPoints: number;
  readonly reason: string;
}

export interface Score {
  readonly score: number;
  readonly grade: string | undefined;
  readonly attributes: readonly ScoredAttribute[];
}

export function scoreOf(card: Scorecard, facts: Facts): Score {
  const attributes = card.attributes.map((attribute): ScoredAttribute => {
    const points = pointsOf(attribute, facts[attribute.fact]);
    const best = Math.max(...attribute.bins.map((bin) => bin.points));
    const { fact, reason } = attribute;
    return { fact, reason, points, lostPoints: best - points };
  });
  const score = attributes.reduce((sum, { points }) => sum + points, card.basePoints);
  const grade = card.grades.find(({ from }) => score >= from)?.grade;
  return { score, grade, attributes };
}

function pointsOf(attribute: Attribute, value: number | undefined): number {
  if (value === undefined) return attribute.missing;
  const bin = attribute.bins.find(({ below }) => below === undefined || value < below);
  return bin ? bin.points : attribute.missing;
}
