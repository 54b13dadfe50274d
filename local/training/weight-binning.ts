/** Bins of a card: few, monotone in risk, each large enough and different from its neighbours. */
import { fineGroups, type Group, joined, logLikelihood, trendOf } from './fine-groups';
import { type CategoryColumn, type Column, cellOf, type NumberColumn } from './table';

/** As the card's file has it: an interval, a list of values, what is missing, what is unseen. */
export interface CardBin {
  readonly gt?: number | null;
  readonly le?: number | null;
  readonly values?: readonly (string | number)[];
  readonly missing?: true;
  readonly other?: true;
  readonly n: number;
  readonly bad: number;
  readonly woe: number;
}

export interface BinnedAttribute {
  readonly name: string;
  readonly type: 'num' | 'cat';
  readonly bins: readonly CardBin[];
  /** Information value: Σ (share of good − share of bad) · weight of evidence. */
  readonly informationValue: number;
}

export interface BinningSettings {
  readonly mostBins: number;
  /** The least share of the training rows in a bin. */
  readonly smallestShare: number;
  /** Numbers that are no amounts (−9: no record); each has a bin of its own. */
  readonly special: readonly number[];
}

export const standardBinning: BinningSettings = { mostBins: 6, smallestShare: 0.05, special: [] };

/** Rarer evidence than this is none: the bin weighs nothing. */
const fewestRows = 30;
/** What telling two neighbours apart must gain in likelihood: the 99th percentile of χ² ÷ 2. */
const leastGain = 3.32;

interface Totals {
  readonly good: number;
  readonly bad: number;
}

/** Bins one column over the training rows. */
export function binAttribute(
  column: Column,
  train: Int32Array,
  bad: Uint8Array,
  settings: BinningSettings = standardBinning,
): BinnedAttribute {
  const totals = countOf(train, bad);
  const smallest = settings.smallestShare * train.length;
  const draft =
    column.kind === 'number'
      ? numberBins(column, train, bad, settings, smallest)
      : categoryBins(column, train, bad, settings, smallest);
  const missing = countOf(
    train.filter((row) => cellOf(column, row) === null),
    bad,
  );
  const all =
    missing.good + missing.bad > 0 ? [...draft, { ...missing, missing: true as const }] : draft;
  const bins = all.map((bin) => weighed(bin, totals));
  return {
    name: column.name,
    type: column.kind === 'number' ? 'num' : 'cat',
    bins,
    informationValue: bins.reduce((sum, bin) => sum + informationOf(bin, totals), 0),
  };
}

type DraftBin = Totals & Pick<CardBin, 'gt' | 'le' | 'values' | 'missing' | 'other'>;

function countOf(rows: Int32Array, bad: Uint8Array): Totals {
  const badCount = rows.reduce((sum, row) => sum + bad[row]!, 0);
  return { good: rows.length - badCount, bad: badCount };
}

/** ln (share of good ÷ share of bad); half a row is added to each, so that none is infinite. */
function weighed({ good, bad, ...bin }: DraftBin, totals: Totals): CardBin {
  const evidence = Math.log(
    (good + 0.5) / (totals.good + 0.5) / ((bad + 0.5) / (totals.bad + 0.5)),
  );
  return { ...bin, n: good + bad, bad, woe: good + bad < fewestRows ? 0 : evidence };
}

const informationOf = ({ n, bad, woe }: CardBin, totals: Totals): number =>
  ((n - bad) / totals.good - bad / totals.bad) * woe;

function numberBins(
  column: NumberColumn,
  train: Int32Array,
  bad: Uint8Array,
  settings: BinningSettings,
  smallest: number,
): readonly DraftBin[] {
  const { values } = column;
  const specials = settings.special
    .map((value) => ({ value, rows: train.filter((row) => values[row] === value) }))
    .filter(({ rows }) => rows.length > 0);
  const plain = train.filter(
    (row) => !Number.isNaN(values[row]!) && !settings.special.includes(values[row]!),
  );
  const groups = trendOf(
    fineGroups(
      Float64Array.from(plain, (row) => values[row]!),
      Uint8Array.from(plain, (row) => bad[row]!),
    ),
  ).groups;
  const merged = plain.length === 0 ? [] : mergeNeighbours(groups, smallest, settings.mostBins);
  const sorted = Float64Array.from(plain, (row) => values[row]!).sort();
  const bounds = merged.map(({ upTo }) => boundAfter(sorted, upTo));
  return [
    ...merged.map(
      ({ good, bad: badCount }, index): DraftBin => ({
        gt: index === 0 ? null : bounds[index - 1]!,
        le: index === merged.length - 1 ? null : bounds[index]!,
        good,
        bad: badCount,
      }),
    ),
    ...specials.map(({ value, rows }): DraftBin => ({ values: [value], ...countOf(rows, bad) })),
  ];
}

/** Halfway to the next value that occurs. */
function boundAfter(sorted: Float64Array, value: number): number {
  const next = sorted[sorted.findLastIndex((item) => item <= value) + 1] ?? value;
  return (value + next) / 2;
}

/** Joins the neighbours that differ least, until all are large, different and few enough. */
function mergeNeighbours(
  groups: readonly Group[],
  smallest: number,
  mostBins: number,
): readonly Group[] {
  const merged = [...groups];
  while (merged.length > 1) {
    const losses = merged.slice(1).map((upper, index) => lossOfJoining(merged[index]!, upper));
    const tiny = merged.findIndex(({ good, bad }) => good + bad < smallest);
    const place = tiny < 0 ? losses.indexOf(Math.min(...losses)) : cheaperSide(losses, tiny);
    if (tiny < 0 && merged.length <= mostBins && losses[place]! > leastGain) break;
    merged.splice(place, 2, joined(merged[place]!, merged[place + 1]!));
  }
  return merged;
}

const lossOfJoining = (one: Group, other: Group): number =>
  logLikelihood(one) + logLikelihood(other) - logLikelihood(joined(one, other));

/** Of the pairs (place − 1, place) and (place, place + 1), the one that is joined at less loss. */
function cheaperSide(losses: readonly number[], place: number): number {
  const before = losses[place - 1] ?? Number.POSITIVE_INFINITY;
  const after = losses[place] ?? Number.POSITIVE_INFINITY;
  return before <= after ? place - 1 : place;
}

/** Categories by bad rate, then merged like neighbours; rare ones together are "other". */
function categoryBins(
  column: CategoryColumn,
  train: Int32Array,
  bad: Uint8Array,
  settings: BinningSettings,
  smallest: number,
): readonly DraftBin[] {
  const rowsOf = column.texts.map((_, code) => train.filter((row) => column.codes[row] === code));
  const common = column.texts.flatMap((text, code) =>
    rowsOf[code]!.length >= Math.max(smallest, fewestRows)
      ? [{ text, ...countOf(rowsOf[code]!, bad) }]
      : [],
  );
  const ordered = common
    .sort((one, other) => one.bad / (one.good + one.bad) - other.bad / (other.good + other.bad))
    .map((category, place) => ({ ...category, upTo: place }));
  const merged = mergeNeighbours(ordered, 0, settings.mostBins);
  const kept = new Set(common.map(({ text }) => text));
  const rare = train.filter((row) => {
    const text = column.texts[column.codes[row]!];
    return text !== undefined && !kept.has(text);
  });
  return [
    ...merged.map(({ upTo, good, bad: badCount }, index): DraftBin => {
      const from = index === 0 ? 0 : merged[index - 1]!.upTo + 1;
      const values = ordered.slice(from, upTo + 1).map(({ text }) => text);
      return { values, good, bad: badCount };
    }),
    { other: true, ...countOf(rare, bad) },
  ];
}
