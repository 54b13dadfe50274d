/** The trial balance of each closed day, cumulative, so that any day is one row away. */
import type { IsoDate } from '../calendar';
import type { Change, Item, Key } from '../ports/store';
import type { Account } from './accounts';
import { type Posting, trialBalance } from './postings';

export const trialBalancePartition = 'TRIAL_BALANCE';

export type TrialBalanceBody = {
  readonly on: IsoDate;
  readonly balances: Readonly<Record<Account, number>>;
  /** How many postings went into it since the beginning. */
  readonly postings: number;
};

export const trialBalanceKey = (on: IsoDate): Key => ({
  table: 'repayment',
  partition: trialBalancePartition,
  sort: on,
});

/** Yesterday's balance and today's postings. */
export function nextTrialBalance(
  before: TrialBalanceBody | undefined,
  on: IsoDate,
  entries: readonly (readonly Posting[])[],
): TrialBalanceBody {
  const added = trialBalance(entries);
  const balances = Object.fromEntries(
    Object.entries(added).map(([account, amountFen]) => [
      account,
      amountFen + (before?.balances[account as Account] ?? 0),
    ]),
  ) as Record<Account, number>;
  const postings = entries.reduce((count, entry) => count + entry.length, 0);
  return { on, balances, postings: (before?.postings ?? 0) + postings };
}

/** A closed day is closed once. */
export const insertTrialBalance = (body: TrialBalanceBody): Change => ({
  kind: 'insert',
  item: { key: trialBalanceKey(body.on), body },
});

export type TrialBalanceItem = Item<TrialBalanceBody>;
