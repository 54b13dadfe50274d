/** How a model treats groups it never saw the mark of: slices by protected attribute. */
import { separationOf } from '../../lambdas/core/risk/models/metrics';
import type { Dataset } from './dataset';
import { meanOf, type Predictions } from './evaluation';
import { type ProtectedKind, protectedKind } from './protected-attributes';
import { type Column, cellOf } from './table';

export interface Slice {
  readonly value: string;
  readonly rows: number;
  readonly badRate: number;
  readonly meanProbability: number;
  /** NaN is written as null: a slice of one class only. */
  readonly auc: number | null;
  /** Of all rows, and of those that turned out good. */
  readonly approvalRate: number;
  readonly goodApprovalRate: number;
  /** Against the slice that is approved most; under 0.8 is looked at (the four-fifths rule). */
  readonly approvalRatio: number;
}

export interface FairnessReport {
  readonly attribute: string;
  readonly kind: ProtectedKind;
  readonly slices: readonly Slice[];
}

/** Fewer rows say nothing about a group. */
const fewestRows = 30;

/** Slices of the test rows, when everyone at or below the probability is approved. */
export function fairnessOf(
  dataset: Dataset,
  predictions: Predictions,
  highestApproved: number,
): readonly FairnessReport[] {
  return dataset.protectedColumns.map((column) => {
    const kind = protectedKind(column.name)!;
    const label = labelsOf(column, kind, predictions.rows);
    const values = [...new Set(Array.from(predictions.rows.keys(), label))].sort();
    const slices = values.flatMap((value) => {
      const places = Int32Array.from(predictions.rows.keys()).filter(
        (place) => label(place) === value,
      );
      return places.length < fewestRows
        ? []
        : [sliceOf(value, places, predictions, highestApproved)];
    });
    const most = Math.max(...slices.map(({ approvalRate }) => approvalRate));
    return {
      attribute: column.name,
      kind,
      slices: slices.map((slice) => ({ ...slice, approvalRatio: slice.approvalRate / most })),
    };
  });
}

const ageBands = [25, 35, 45, 60];

/** Few values stand for themselves; ages fall into bands, other numbers into quarters. */
function labelsOf(
  column: Column,
  kind: ProtectedKind,
  rows: Int32Array,
): (place: number) => string {
  const cell = (place: number): number | string | null => cellOf(column, rows[place]!);
  const numbers =
    column.kind === 'number' ? column.values.filter((value) => !Number.isNaN(value)) : [];
  if (new Set(numbers).size <= 10) return (place) => String(cell(place) ?? 'missing');
  const sorted = Float64Array.from(numbers).sort();
  const edges =
    kind === 'age'
      ? ageBands
      : [0.25, 0.5, 0.75].map((share) => sorted[Math.floor(share * sorted.length)]!);
  return (place) => {
    const value = cell(place);
    if (typeof value !== 'number') return 'missing';
    const band = edges.filter((edge) => value >= edge).length;
    if (band === 0) return `below ${edges[0]}`;
    return band === edges.length
      ? `${edges.at(-1)} and above`
      : `${edges[band - 1]} to ${edges[band]}`;
  };
}

function sliceOf(
  value: string,
  places: Int32Array,
  predictions: Predictions,
  highestApproved: number,
): Omit<Slice, 'approvalRatio'> {
  const bad = Uint8Array.from(places, (place) => predictions.bad[place]!);
  const probability = Float64Array.from(places, (place) => predictions.probability[place]!);
  const approved = Uint8Array.from(probability, (each) => (each <= highestApproved ? 1 : 0));
  const { auc } = separationOf({ bad, probability });
  return {
    value,
    rows: places.length,
    badRate: meanOf(bad),
    meanProbability: meanOf(probability),
    auc: Number.isNaN(auc) ? null : auc,
    approvalRate: meanOf(approved),
    goodApprovalRate: meanOf(approved.filter((_, index) => bad[index] === 0)),
  };
}
