/**
 * Chooses the number of trees by cross-validation, and keeps what each row was predicted
 * unseen.
 */
import type { BinnedFeature } from './binned-features';
import { Boosting, type BoostingSettings } from './boosting';
import { foldsOf } from './split';

export interface CrossValidation {
  /** The number of trees at which the loss on unseen rows was least. */
  readonly rounds: number;
  /** Per training row, in their order: the margin by trees that never saw it. */
  readonly unseenMargins: Float64Array;
  readonly loss: number;
}

export interface Search {
  readonly folds: number;
  readonly mostRounds: number;
  /** Rounds without improvement after which the search ends. */
  readonly patience: number;
  readonly seed: number;
}

/** All folds grow side by side, so that the search can stop as soon as they get worse together. */
export function crossValidate(
  features: readonly BinnedFeature[],
  bad: Uint8Array,
  rows: Int32Array,
  settings: BoostingSettings,
  search: Search,
  onRound: (round: number) => void,
): CrossValidation {
  const folds = foldsOf(
    Uint8Array.from(rows, (row) => bad[row]!),
    search.folds,
    search.seed,
  );
  const runs = Array.from({ length: search.folds }, (_, fold) => {
    const seen = rows.filter((_row, place) => folds[place] !== fold);
    return new Boosting(features, bad, seen, rows, settings, search.seed + fold + 1);
  });
  const marginsNow = (): Float64Array => {
    const margins = new Float64Array(rows.length);
    for (let place = 0; place < rows.length; place += 1) {
      margins[place] = runs[folds[place]!]!.margins[rows[place]!]!;
    }
    return margins;
  };
  let best: CrossValidation = {
    rounds: 0,
    unseenMargins: marginsNow(),
    loss: logLoss(bad, rows, marginsNow()),
  };
  for (let round = 1; round <= search.mostRounds; round += 1) {
    for (const run of runs) run.step();
    const unseenMargins = marginsNow();
    const loss = logLoss(bad, rows, unseenMargins);
    if (loss < best.loss) best = { rounds: round, unseenMargins, loss };
    onRound(round);
    if (round - best.rounds >= search.patience) break;
  }
  return best;
}

/** The mean of −ln p of what happened. */
function logLoss(bad: Uint8Array, rows: Int32Array, margins: Float64Array): number {
  let sum = 0;
  for (let place = 0; place < rows.length; place += 1) {
    const signed = bad[rows[place]!] ? margins[place]! : -margins[place]!;
    sum += Math.log1p(Math.exp(-signed));
  }
  return sum / rows.length;
}
