/** Dials to a number, whoever it belongs to: what the limit of unanswered ones is counted by. */
import type { Change, Item, Key } from '../ports/store';
import type { DialResult } from './contact-gate';

export type Dial = {
  readonly contactId: string;
  readonly atMillis: number;
  readonly result: DialResult;
};

type NumberBody = { readonly dials: readonly Dial[] };
export type NumberItem = Item<NumberBody>;

/** @param numberIndex the blind index of the number: the number itself is nowhere here. */
export const numberKey = (numberIndex: string): Key => ({
  table: 'collections',
  partition: `NUMBER#${numberIndex}`,
  sort: 'DIALS',
});

/** A local day has less than fifty hours. */
const keptMillis = 3 * 86_400_000;

/** The row with one more dial, or with the result of one that it has. */
export function writeDial(read: NumberItem | undefined, numberIndex: string, dial: Dial): Change {
  const others = (read?.body.dials ?? []).filter(
    ({ contactId, atMillis }) =>
      contactId !== dial.contactId && atMillis > dial.atMillis - keptMillis,
  );
  const dials = [...others, dial];
  const newest = Math.max(...dials.map(({ atMillis }) => atMillis));
  const item = {
    key: numberKey(numberIndex),
    body: { dials },
    expiresAtEpochSeconds: Math.ceil((newest + keptMillis) / 1000),
  };
  return read ? { kind: 'replace', item, expectedVersion: read.version } : { kind: 'insert', item };
}
