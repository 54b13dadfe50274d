/** Gradient-boosted trees over typed arrays: XGBoost's margins, bit for bit. */
import { type Result, success } from '../../result';
import { floatExponential, floatLogarithm } from './float-functions';
import { type ForestLayout, layOut } from './forest-layout';
import type { ModelError } from './risk-model';
import type { BaseScoreKind, EnsembleDocument } from './xgboost-document';

export interface Forest {
  readonly layout: ForestLayout;
  /** What the trees are added to: the margin of no evidence. */
  readonly baseMargin: number;
  /** The sum of the leaves in float32, in the order of the trees. NaN is missing. */
  marginOf(values: Float32Array): number;
}

export function compileForest(ensemble: EnsembleDocument): Result<Forest, ModelError> {
  const laidOut = layOut(ensemble.trees, ensemble.featureNames.length);
  if (!laidOut.ok) return laidOut;
  const layout = laidOut.value;
  const baseMargin = baseMarginOf(ensemble.objective.baseScoreKind, ensemble.baseScore);
  const walk = layout.hasCategories ? categoricalWalk : numericWalk;
  const slots = new Float32Array(2 * layout.featureCount);
  const marginOf = (values: Float32Array): number => {
    fillSlots(values, slots);
    return walk(layout, slots, baseMargin);
  };
  return success({ layout, baseMargin, marginOf });
}

/** Of float32 at each step, as XGBoost stores the base score and computes with it. */
export function baseMarginOf(kind: BaseScoreKind, baseScore: number): number {
  const score = Math.fround(baseScore);
  if (kind === 'margin') return score;
  if (kind === 'mean') return floatLogarithm(score);
  const odds = Math.fround(Math.fround(1 / score) - 1);
  return -floatLogarithm(odds);
}

/** XGBoost's float32 sigmoid, with its guard against overflow. */
export function sigmoid(margin: number): number {
  const power = floatExponential(Math.min(-margin, overflowGuard));
  return Math.fround(1 / Math.fround(power + 1));
}

const overflowGuard = Math.fround(88.7);

/** Every value twice; missing as −∞ (goes left) and as +∞ (goes right). */
export function fillSlots(values: Float32Array, slots: Float32Array): void {
  for (let feature = 0; 2 * feature < slots.length; feature += 1) {
    const value = values[feature]!;
    const missing = Number.isNaN(value);
    slots[2 * feature] = missing ? Number.NEGATIVE_INFINITY : value;
    slots[2 * feature + 1] = missing ? Number.POSITIVE_INFINITY : value;
  }
}

function numericWalk(layout: ForestLayout, slots: Float32Array, baseMargin: number): number {
  const { roots, slot, left, value } = layout;
  let margin = baseMargin;
  for (let tree = 0; tree < roots.length; tree += 1) {
    let node = roots[tree]!;
    for (let child = left[node]!; child !== 0; child = left[node]!) {
      node = slots[slot[node]!]! < value[node]! ? child : child + 1;
    }
    margin = Math.fround(margin + value[node]!);
  }
  return margin;
}

function categoricalWalk(layout: ForestLayout, slots: Float32Array, baseMargin: number): number {
  const { roots, left, value } = layout;
  let margin = baseMargin;
  for (let tree = 0; tree < roots.length; tree += 1) {
    let node = roots[tree]!;
    for (let child = left[node]!; child !== 0; child = left[node]!) {
      node = goesLeft(layout, node, slots) ? child : child + 1;
    }
    margin = Math.fround(margin + value[node]!);
  }
  return margin;
}

/**
 * Whether the split sends the value left. A member of the categories goes right; a category that
 * was never seen in training, or is none, goes left, as in XGBoost.
 */
export function goesLeft(layout: ForestLayout, node: number, slots: Float32Array): boolean {
  const value = slots[layout.slot[node]!]!;
  if (layout.categorical[node] === 0) return value < layout.value[node]!;
  if (value === Number.POSITIVE_INFINITY) return false;
  if (!(value >= 0 && value < 32 * layout.wordCount[node]!)) return true;
  const category = Math.trunc(value);
  const word = layout.words[layout.firstWord[node]! + (category >> 5)]!;
  return ((word >>> (category & 31)) & 1) === 0;
}
