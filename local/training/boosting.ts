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

/** Boosting in steps; margins are kept for every row of the table, trained on or not. */
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
    const { bad, gradients, hessians, margins } = this;
    for (const row of this.rows) {
      const probability = 1 / (1 + Math.exp(-margins[row]!));
      gradients[row] = probability - bad[row]!;
      hessians[row] = Math.max(probability * (1 - probability), 1e-16);
    }
    const rows = this.rows.filter(() => this.fraction() < this.settings.rowShare);
    const tree = growTree(this.layout, this.chooseFeatures(), rows, this, this.settings);
    this.trees.push(tree);
    this.add(tree);
  }

  private chooseFeatures(): Int32Array {
    const all = Int32Array.from(this.features.keys());
    const count = Math.max(1, Math.round(this.settings.featureShare * all.length));
    return shuffled(all, this.fraction).subarray(0, count).sort();
  }

  private add(tree: GrownTree): void {
    const { margins, features } = this;
    const { learningRate } = this.settings;
    const tables = tree.map(({ split }) =>
      split ? leftBins(features[split.feature]!, split) : undefined,
    );
    const bins = tree.map(({ split }) => (split ? features[split.feature]!.bins : undefined));
    const lefts = Int32Array.from(tree, ({ left }) => left ?? 0);
    for (let row = 0; row < margins.length; row += 1) {
      let node = 0;
      while (lefts[node] !== 0) {
        node = lefts[node]! + 1 - tables[node]![bins[node]![row]!]!;
      }
      margins[row]! += learningRate * tree[node]!.weight;
    }
  }
}
