/**
 * Double entry: a posting is an amount on an account, and the postings of an event sum to zero.
 *
 * Exports: Posting, Entry, balanced, reversalOf, trialBalance.
 */
import type { IsoDate } from '../calendar';
import { type Fen, fen } from '../money';
import { type Account, accountNames } from './accounts';

export interface Posting {
  readonly account: Account;
  /** Debit above zero, credit below. */
  readonly amountFen: Fen;
}

/** The postings of one event. */
export interface Entry {
  readonly eventId: string;
  readonly on: IsoDate;
  readonly postings: readonly Posting[];
}

export const balanced = (postings: readonly Posting[]): boolean =>
  postings.reduce((sum, { amountFen }) => sum + amountFen, 0) === 0;

/** The postings that undo these. */
export const reversalOf = (postings: readonly Posting[]): Posting[] =>
  postings.map(({ account, amountFen }) => ({ account, amountFen: fen(-amountFen) }));

/** The balance of every account over any postings; its sum is zero if each entry's was. */
export function trialBalance(entries: Iterable<readonly Posting[]>): Record<Account, Fen> {
  const balance = Object.fromEntries(accountNames.map((name) => [name, 0])) as Record<
    Account,
    number
  >;
  for (const postings of entries) {
    for (const { account, amountFen } of postings) {
      balance[account] += amountFen;
    }
  }
  return Object.fromEntries(accountNames.map((name) => [name, fen(balance[name])])) as Record<
    Account,
    Fen
  >;
}
