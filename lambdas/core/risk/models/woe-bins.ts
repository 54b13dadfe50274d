/** The bins of a card's variable: which values fall where, as this project and others write it. */
import type { Field } from './document';

/** A bin of numbers: above `above`, up to and including `upTo`. */
export interface Interval {
  readonly above: number;
  readonly upTo: number;
  readonly woe: number;
}

export interface Bins {
  /** Whether a value that is not listed must be a number. */
  readonly numeric: boolean;
  readonly intervals: readonly Interval[];
  /** Categories, or special numbers that mean something of their own (−9: no record). */
  readonly named: ReadonlyMap<string, number>;
  readonly missing: number;
  /** Of a category, or a number, that no bin holds. */
  readonly unseen: number;
  readonly all: readonly number[];
}

/**
 * A bin is an interval (`gt` < value ≤ `le`), a list of `values` (categories, special numbers),
 * `missing`, or `other` (unseen). Without a bin of its own, what is missing or unseen weighs 0: the
 * card has no evidence either way.
 */
export function readBins(variable: Field): Bins {
  const bins = variable.at('bins').list();
  if (bins.length === 0) variable.at('bins').wrong('a list of at least one bin', 0);
  const weighed = bins.map((bin) => ({ bin, woe: bin.at('woe').number() }));
  const isMissing = (bin: Field): boolean => marksMissing(bin) || (bins.length > 1 && isOpen(bin));
  const intervals = weighed.filter(
    ({ bin }) => isInterval(bin) && !isMissing(bin) && !isMarked(bin, otherMarks),
  );
  const named = weighed.flatMap(({ bin, woe }) =>
    namesOf(bin).map((name): [string, number] => [name, woe]),
  );
  const categorical = String(variable.at('type').value).startsWith('cat');
  return {
    numeric: !categorical && (intervals.length > 0 || named.length === 0),
    intervals: intervals.map(({ bin, woe }) => ({
      above: boundOf(bin.at('gt'), Number.NEGATIVE_INFINITY),
      upTo: boundOf(bin.at('le'), Number.POSITIVE_INFINITY),
      woe,
    })),
    named: new Map(named),
    missing: weighed.find(({ bin }) => isMissing(bin))?.woe ?? 0,
    unseen: weighed.find(({ bin }) => isMarked(bin, otherMarks))?.woe ?? 0,
    all: weighed.map(({ woe }) => woe),
  };
}

/** Other tools mark the same things by other names. */
const missingMarks = ['missing', 'is_missing', 'na'] as const;
const otherMarks = ['other', 'unseen'] as const;
const listNames = ['values', 'categories', 'cats', 'levels', 'in', 'value', 'category'] as const;
const missingTexts: ReadonlySet<string> = new Set(['missing', 'nan', 'na', 'n/a', 'null']);

const isMarked = (bin: Field, marks: readonly string[]): boolean =>
  marks.some((mark) => bin.at(mark).value === true);

const marksMissing = (bin: Field): boolean =>
  isMarked(bin, missingMarks) ||
  listOf(bin).some((name) => name === null || missingTexts.has(String(name).toLowerCase()));

const isInterval = (bin: Field): boolean =>
  bin.at('gt').value !== undefined || bin.at('le').value !== undefined;

/** An interval without bounds beside others says "no number", so what is missing. */
const isOpen = (bin: Field): boolean =>
  bin.at('gt').value === null && bin.at('le').value === null && listOf(bin).length === 0;

const boundOf = (bound: Field, open: number): number =>
  bound.exists && bound.value !== open ? bound.number() : open;

function listOf(bin: Field): readonly unknown[] {
  const list = listNames.map((name) => bin.at(name).value).find((value) => value !== undefined);
  if (list === undefined) return [];
  return Array.isArray(list) ? list : [list];
}

const namesOf = (bin: Field): readonly string[] =>
  listOf(bin)
    .filter((name) => name !== null)
    .map(String);
