/** Gradient boosting of the logistic loss: tree after tree, each on the errors that are left. */
import { seededRandom } from '../pictures/random';
import type { BinnedFeature } from './binned-features';
import { type HistogramLayout, histogramLayout } from './histogram';
import { shuffled } from './split';
import { type GrownTree, type GrowthLimits, growTree, leftBins } from './tree-growing';

export interface BoostingSettings extends GrowthLimits {
  readonly learningRate: number;
  /** The share of rows, and of features, that each tree sees. */
  readonly rowShare: number;
  readonly featureShare: number;
}

/** Boosting in steps; margins are kept for the followed rows, trained on or not. */
export class Boosting {
  readonly trees: GrownTree[] = [];
  readonly margins: Float64Array;
  readonly baseMargin: number;
  private readonly layout: HistogramLayout;
  readonly gradients: Float64Array;
  readonly hessians: Float64Array;
  private readonly fraction: () => number;

  constructor(
    private readonly features: readonly BinnedFeature[],
    private readonly bad: Uint8Array,
    private readonly rows: Int32Array,
    private readonly followed: Int32Array,
    private readonly settings: BoostingSettings,
    seed: number,
  ) {
    this.layout = histogramLayout(features);
    const badCount = rows.reduce((sum, row) => sum + bad[row]!, 0);
    this.baseMargin = Math.log(badCount / (rows.length - badCount));
    this.margins = new Float64Array(bad.length).fill(this.baseMargin);
    this.gradients = new Float64Array(bad.length);
    this.hessians = new Float64Array(bad.length);
    const random = seededRandom(seed);
    this.fraction = () => random.fraction();
  }

  /** Grows one more tree and adds it to the margins. */
  step(): void {
    const { bad, gradients, hessians, margins, rows } = this;
    for (let place = 0; place < rows.length; place += 1) {
      const row = rows[place]!;
      const probability = 1 / (1 + Math.exp(-margins[row]!));
      gradients[row] = probability - bad[row]!;
      hessians[row] = Math.max(probability * (1 - probability), 1e-16);
    }
    const tree = growTree(
      this.layout,
      this.chooseFeatures(),
      this.chooseRows(),
      this,
      this.settings,
    );
    this.trees.push(tree);
    this.add(tree);
  }

  private chooseRows(): Int32Array {
    const { rows, settings, fraction } = this;
    const chosen = new Int32Array(rows.length);
    let count = 0;
    for (let place = 0; place < rows.length; place += 1) {
      if (fraction() < settings.rowShare) chosen[count++] = rows[place]!;
    }
    return chosen.subarray(0, count);
  }

  private chooseFeatures(): Int32Array {
    const all = Int32Array.from(this.features.keys());
    const count = Math.max(1, Math.round(this.settings.featureShare * all.length));
    return shuffled(all, this.fraction).subarray(0, count).sort();
  }

  private add(tree: GrownTree): void {
    const { margins, features, followed } = this;
    const { learningRate } = this.settings;
    const tables = tree.map(({ split }) =>
      split ? leftBins(features[split.feature]!, split) : undefined,
    );
    const bins = tree.map(({ split }) => (split ? features[split.feature]!.bins : undefined));
    const lefts = Int32Array.from(tree, ({ left }) => left ?? 0);
    for (let place = 0; place < followed.length; place += 1) {
      const row = followed[place]!;
      let node = 0;
      while (lefts[node] !== 0) {
        node = lefts[node]! + 1 - tables[node]![bins[node]![row]!]!;
      }
      margins[row]! += learningRate * tree[node]!.weight;
    }
  }
}
