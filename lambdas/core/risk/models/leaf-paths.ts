/** The paths of a forest, leaf by leaf: which features must turn which way to arrive there. */
import type { ForestLayout } from './forest-layout';

/** Each leaf's path: one element per distinct feature, each with the turns it must have taken. */
export interface LeafPaths {
  readonly leafValue: Float64Array;
  /** The elements of leaf i: from firstElement[i] up to firstElement[i + 1]; turns likewise. */
  readonly firstElement: Int32Array;
  readonly feature: Int32Array;
  /** The share of training data that follows the path at this feature's splits. */
  readonly share: Float64Array;
  readonly firstTurn: Int32Array;
  /** 2 × node, + 1 if the path turns left there. */
  readonly turn: Int32Array;
}

interface Step {
  readonly feature: number;
  readonly share: number;
  readonly turn: number;
}

export function leafPathsOf(layout: ForestLayout): LeafPaths {
  const leafValue: number[] = [];
  const firstElement: number[] = [0];
  const feature: number[] = [];
  const share: number[] = [];
  const firstTurn: number[] = [0];
  const turn: number[] = [];
  const addPath = (value: number, steps: readonly Step[]): void => {
    for (const name of new Set(steps.map((step) => step.feature))) {
      const own = steps.filter((step) => step.feature === name);
      feature.push(name);
      share.push(own.reduce((product, step) => product * step.share, 1));
      for (const step of own) turn.push(step.turn);
      firstTurn.push(turn.length);
    }
    leafValue.push(value);
    firstElement.push(feature.length);
  };
  const walk = (node: number, steps: readonly Step[]): void => {
    const left = layout.left[node]!;
    if (left === 0) {
      addPath(layout.value[node]!, steps);
      return;
    }
    for (const child of [left, left + 1]) {
      const share = shareOf(layout, node, child);
      const turn = 2 * node + (child === left ? 1 : 0);
      walk(child, [...steps, { feature: layout.slot[node]! >> 1, share, turn }]);
    }
  };
  for (const root of layout.roots) walk(root, []);
  return {
    leafValue: Float64Array.from(leafValue),
    firstElement: Int32Array.from(firstElement),
    feature: Int32Array.from(feature),
    share: Float64Array.from(share),
    firstTurn: Int32Array.from(firstTurn),
    turn: Int32Array.from(turn),
  };
}

/** The share of the parent's training data that went to the child. */
export function shareOf(layout: ForestLayout, parent: number, child: number): number {
  const cover = layout.cover[parent]!;
  return cover > 0 ? layout.cover[child]! / cover : 0;
}
