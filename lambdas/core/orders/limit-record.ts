/** A borrower's credit limit as it is kept: what was decided, and the ledger of its use. */
import type { IsoDate } from '../calendar';
import type { Change, Item, Key } from '../ports/store';
import { availableFen, type CreditLimit, reservedFen, usedFen } from './credit-limit';
import type { CreditGrade } from './product';

export interface LimitRecord {
  readonly customerId: string;
  /** `referred`: nothing stood, and the last application could not be decided. */
  readonly status: 'granted' | 'declined' | 'referred';
  readonly grade?: CreditGrade;
  readonly ledger: CreditLimit;
  readonly expiresOn: IsoDate;
  readonly reasons: readonly string[];
}

type LimitBody = LimitRecord & Record<string, unknown>;
export type LimitItem = Item<LimitBody>;

export const limitKey = (customerId: string): Key => ({
  table: 'orders',
  partition: `LIMIT#${customerId}`,
  sort: 'STATE',
});

const limitItem = (limit: LimitRecord) => ({
  key: limitKey(limit.customerId),
  body: { ...limit, ledger: { ...limit.ledger } },
});

/** Inserted the first time, replaced at the version that was read afterwards. */
export const writeLimit = (read: LimitItem | undefined, next: LimitRecord): Change =>
  read
    ? { kind: 'replace', item: limitItem(next), expectedVersion: read.version }
    : { kind: 'insert', item: limitItem(next) };

/** The limit that can be used on a day, if any. */
export const usableLimit = (
  read: LimitItem | undefined,
  today: IsoDate,
): (LimitRecord & { readonly grade: CreditGrade }) | undefined => {
  const limit = read?.body;
  if (limit?.status !== 'granted' || limit.grade === undefined) return undefined;
  return limit.expiresOn >= today ? { ...limit, grade: limit.grade } : undefined;
};

export const limitFigures = (ledger: CreditLimit) => ({
  grantedFen: ledger.grantedFen,
  reservedFen: reservedFen(ledger),
  usedFen: usedFen(ledger),
  availableFen: availableFen(ledger),
});
