/** Sort keys as DynamoDB orders them: by the bytes of their UTF-8, not by JavaScript's units. */
import type { SortRange } from '../core/ports/store';

/** A range with the members it does not have: none of them bounds anything. */
export interface Bounds {
  readonly beginsWith?: string;
  readonly from?: string;
  readonly to?: string;
}

export const compareText = (one: string, other: string): number =>
  Buffer.compare(Buffer.from(one), Buffer.from(other));

export function isWithin(sort: string, range: SortRange | undefined): boolean {
  const { beginsWith = '', from = '', to }: Bounds = range ?? {};
  return (
    sort.startsWith(beginsWith) &&
    compareText(from, sort) <= 0 &&
    (to === undefined || compareText(sort, to) <= 0)
  );
}
