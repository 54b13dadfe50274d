/**
 * Probability of default to score: 600 points at odds of 20 good to 1 bad, 50 points double
 * them.
 */

export interface ScoreScale {
  /** Points per unit of log odds: points to double the odds ÷ ln 2. */
  readonly factor: number;
  /** The score at even odds. */
  readonly offset: number;
}

/**
 * The scale on which `baseScore` means `baseOdds` good to 1 bad and `pdo` points double the
 * odds.
 */
export function scoreScale(pdo: number, baseScore: number, baseOdds: number): ScoreScale {
  const factor = pdo / Math.LN2;
  return { factor, offset: baseScore - factor * Math.log(baseOdds) };
}

export const standardScale: ScoreScale = scoreScale(50, 600, 20);

/** The score, unrounded, of a margin: the log odds of default, ln(PD ÷ (1 − PD)). */
export const scoreOfMargin = (margin: number, scale: ScoreScale): number =>
  scale.offset - scale.factor * margin;
