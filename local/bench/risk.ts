/** What the risk models are measured against: npm's scorer of XGBoost models, and fixed limits. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Scorer from 'xgboost-scorer';
import { compileForest } from '../../lambdas/core/risk/models/forest';
import { readModel } from '../../lambdas/core/risk/models/model-reading';
import type { Features } from '../../lambdas/core/risk/models/risk-model';
import { compileContributions } from '../../lambdas/core/risk/models/shapley';
import {
  type EnsembleDocument,
  readEnsemble,
  type TreeDocument,
} from '../../lambdas/core/risk/models/xgboost-document';
import { trainTrees } from '../training/tree-training';
import { type Comparison, median, timeRound } from './measure';
import { syntheticDataset } from './synthetic-loans';

/** 200 trees of depth 4 over 23 features, trained by XGBoost, with rows to score. */
function loadVectors(): { readonly model: unknown; readonly rows: readonly (number | null)[][] } {
  const file = join(__dirname, '../../test/core/risk/vectors/taiwan-default-d4-200.jsonl');
  const [head, ...cases] = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return { model: head.model, rows: cases.slice(0, 64).map(({ x }) => x) };
}

function loadEnsemble(model: unknown): EnsembleDocument {
  const read = readEnsemble(model);
  if (!read.ok) throw new Error(read.error.message);
  return read.value;
}

/** Both get the features of an applicant by name, and answer a probability. */
export async function treeComparison(): Promise<Comparison> {
  const { model, rows } = loadVectors();
  const read = readModel(JSON.stringify(model));
  if (!read.ok) throw new Error(read.error.message);
  const ensemble = loadEnsemble(model);
  const scorer = await Scorer.create(ensemble.trees.map((tree) => dumpOf(ensemble, tree, 0)));
  const applicants = rows.map((row) =>
    Object.fromEntries(
      row.flatMap((value, index) => (value === null ? [] : [[`f${index}`, value]])),
    ),
  );
  return {
    name: '200 trees of depth 4',
    peerName: 'xgboost-scorer',
    target: 4,
    jobs: 500,
    ours: inTurn(applicants, (features: Features) => read.value.predict(features)),
    // Its scoring without the promise around it.
    peer: inTurn(applicants, (features) => scorer.scoreSingleInstance(features)),
  };
}

/** XGBoost's dump format, which the peer reads. */
interface DumpedNode {
  readonly nodeid: number;
  readonly leaf?: number;
  readonly split?: string;
  readonly split_condition?: number;
  readonly yes?: number;
  readonly no?: number;
  readonly missing?: number;
  readonly children?: readonly DumpedNode[];
}

function dumpOf(ensemble: EnsembleDocument, tree: TreeDocument, node: number): DumpedNode {
  const [left, right] = [tree.left[node]!, tree.right[node]!];
  if (left < 0) return { nodeid: node, leaf: tree.condition[node]! };
  return {
    nodeid: node,
    split: ensemble.featureNames[tree.feature[node]!]!,
    split_condition: tree.condition[node]!,
    yes: left,
    no: right,
    missing: tree.defaultLeft[node] === 0 ? right : left,
    children: [dumpOf(ensemble, tree, left), dumpOf(ensemble, tree, right)],
  };
}

export interface Limit {
  readonly name: string;
  readonly microseconds: number;
  readonly targetMicroseconds: number;
}

/** Medians of the bare margin and of TreeSHAP over the same 200 trees, against their limits. */
export function treeLimits(rounds: number): readonly Limit[] {
  const { model, rows } = loadVectors();
  const compiled = compileForest(loadEnsemble(model));
  if (!compiled.ok) throw new Error(compiled.error.message);
  const forest = compiled.value;
  const explain = compileContributions(forest);
  const vectors = rows.map((row) => Float32Array.from(row, (value) => value ?? Number.NaN));
  return [
    {
      name: 'margin of 200 trees of depth 4',
      microseconds: medianOf(inTurn(vectors, forest.marginOf), 2_000, rounds),
      targetMicroseconds: 10,
    },
    {
      name: 'TreeSHAP of 200 trees of depth 4',
      microseconds: medianOf(inTurn(vectors, explain), 100, rounds),
      targetMicroseconds: 500,
    },
  ];
}

/** Boosting 21,000 rows of 20 features, with the five-fold search for the number of trees. */
export function trainingSeconds(): number {
  const dataset = syntheticDataset(21_000, 20);
  const rows = Int32Array.from(dataset.bad.keys());
  const started = process.hrtime.bigint();
  trainTrees(dataset, rows, 1, () => undefined);
  return Number(process.hrtime.bigint() - started) / 1e9;
}

function medianOf(job: () => unknown, jobs: number, rounds: number): number {
  timeRound(job, jobs);
  const microseconds = median(Array.from({ length: rounds }, () => timeRound(job, jobs)));
  return Number(microseconds.toFixed(2));
}

/** Calls a job with every input in turn. */
function inTurn<Input>(inputs: readonly Input[], job: (input: Input) => unknown): () => unknown {
  let turn = 0;
  return () => {
    turn = (turn + 1) % inputs.length;
    return job(inputs[turn] as Input);
  };
}
