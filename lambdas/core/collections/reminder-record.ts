/** A reminder that waits for its hour: one per loan, due day and days left, taken once. */
import type { IsoDate } from '../calendar';
import { startOfDayInChina } from '../china-day';
import type { Change, Item, Key } from '../ports/store';
import { actPlace } from './case-record';

export interface Reminder {
  readonly kind: 'reminder';
  readonly loanId: string;
  readonly customerId: string;
  readonly dueOn: IsoDate;
  readonly daysLeft: number;
  /** The day on which it goes out; without it it is done with. */
  readonly actOn?: IsoDate;
  readonly tries: number;
}

type ReminderBody = Reminder & Record<string, unknown>;
export type ReminderItem = Item<ReminderBody>;

/** An event that comes again after so long finds no row: its due day is over by then. */
const keptSeconds = 60 * 86_400;

export const reminderKey = ({
  loanId,
  dueOn,
  daysLeft,
}: Pick<Reminder, 'loanId' | 'dueOn' | 'daysLeft'>): Key => ({
  table: 'collections',
  partition: `REMINDER#${loanId}`,
  sort: `${dueOn}#${daysLeft}`,
});

export function writeReminder(read: ReminderItem | undefined, next: Reminder): Change {
  const item = {
    key: reminderKey(next),
    body: { ...next },
    expiresAtEpochSeconds: startOfDayInChina(next.dueOn) / 1000 + keptSeconds,
    ...(next.actOn && {
      indexes: {
        index1: actPlace(next.actOn, next.loanId, `#${next.dueOn}#${next.daysLeft}`),
      },
    }),
  };
  return read ? { kind: 'replace', item, expectedVersion: read.version } : { kind: 'insert', item };
}

export const isReminder = (body: Readonly<Record<string, unknown>>): boolean =>
  body.kind === 'reminder';
