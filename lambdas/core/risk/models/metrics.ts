/** How well a score separates and how true its probabilities are: AUC, KS and Brier. */

/** Of the same length: 1 if the loan went bad, and the probability that it would. */
export interface Outcomes {
  readonly bad: ArrayLike<number>;
  readonly probability: ArrayLike<number>;
}

export interface Separation {
  /**
   * The chance that a bad loan is rated worse than a good one, ties half; NaN with one class
   * only.
   */
  readonly auc: number;
  /**
   * How far bad ones fall behind good ones at the best cutoff (Kolmogorov, Smirnov); 0 if the
   * score has it the wrong way round.
   */
  readonly ks: number;
}

/** Equal probabilities are one step: neither figure depends on the order of ties. */
export function separationOf({ bad, probability }: Outcomes): Separation {
  const order = Array.from(bad, (_, index) => index).sort(
    (one, other) => probability[one]! - probability[other]!,
  );
  let badCount = 0;
  for (const index of order) badCount += bad[index]!;
  const goodCount = order.length - badCount;
  let badBelow = 0;
  let goodBelow = 0;
  let pairs = 0;
  let distance = 0;
  for (let start = 0; start < order.length; ) {
    const tie = probability[order[start]!]!;
    let end = start;
    let badTied = 0;
    for (; end < order.length && probability[order[end]!] === tie; end += 1) {
      badTied += bad[order[end]!]!;
    }
    const goodTied = end - start - badTied;
    pairs += badTied * (goodBelow + goodTied / 2);
    badBelow += badTied;
    goodBelow += goodTied;
    distance = Math.max(distance, goodBelow / goodCount - badBelow / badCount);
    start = end;
  }
  const auc = pairs / (badCount * goodCount);
  return { auc, ks: Number.isNaN(auc) ? Number.NaN : distance };
}

/** The mean squared error of the probabilities (Brier, 1950); lower is better. */
export function brierOf({ bad, probability }: Outcomes): number {
  let sum = 0;
  for (let index = 0; index < bad.length; index += 1) {
    sum += (probability[index]! - bad[index]!) ** 2;
  }
  return sum / bad.length;
}
