/** Whether the score still separates good from bad: the last vintages against those before. */
import { addDays, type IsoDate } from '../../calendar';
import { addedVintages, qualityOf, type Vintage, vintageOf } from './vintage';

/** By the day of the decisions, every vintage that is known. */
export type Vintages = ReadonlyMap<IsoDate, Vintage>;

const daysNow = 28;
const daysBefore = 182;

/**
 * Of each kind, now and before: with so many bad loans an AUC has a standard error of about 0.02
 * (Hanley and McNeil, 1982), so that a day, or a small book, rings for nothing.
 */
const leastOfEachKind = 200;

/** The first of the days that a comparison reaches back to. */
export const separationReach = (last: IsoDate): IsoDate => addDays(last, 1 - daysNow - daysBefore);

/**
 * How far the AUC of the four weeks that end with a day lies from that of the half year before;
 * below zero it has fallen. The cards in force are judged, not trained: no figures came with them
 * to compare with. Undefined while there are too few loans of either kind.
 */
export function aucShiftOf(last: IsoDate, known: Vintages): number | undefined {
  const now = together(known, last, daysNow);
  const before = together(known, addDays(last, -daysNow), daysBefore);
  if (!isEnough(now) || !isEnough(before)) return undefined;
  return qualityOf(now).auc - qualityOf(before).auc;
}

const together = (known: Vintages, last: IsoDate, days: number): Vintage =>
  Array.from({ length: days }, (_, back) => known.get(addDays(last, -back)))
    .filter((vintage) => vintage !== undefined)
    .reduce(addedVintages, vintageOf([]));

const isEnough = ({ good, bad }: Vintage): boolean =>
  [good, bad].every((counts) => counts.reduce((sum, each) => sum + each, 0) >= leastOfEachKind);
