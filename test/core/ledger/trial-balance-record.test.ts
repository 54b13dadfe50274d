/** The trial balance day by day: cumulative, counted, and zero in sum. */
import * as fc from 'fast-check';
import { addDays, isoDate } from '../../../lambdas/core/calendar';
import { type Account, accountNames } from '../../../lambdas/core/ledger/accounts';
import { type Posting, trialBalance } from '../../../lambdas/core/ledger/postings';
import {
  insertTrialBalance,
  nextTrialBalance,
  type TrialBalanceBody,
  trialBalanceKey,
} from '../../../lambdas/core/ledger/trial-balance-record';
import { fen } from '../../../lambdas/core/money';

const first = isoDate('2026-11-22');

const entry: fc.Arbitrary<readonly Posting[]> = fc
  .tuple(
    fc.constantFrom(...accountNames),
    fc.constantFrom(...accountNames),
    fc.integer({ min: 1, max: 1_000_000 }),
  )
  .filter(([debit, credit]) => debit !== credit)
  .map(([debit, credit, amount]) => [
    { account: debit, amountFen: fen(amount) },
    { account: credit, amountFen: fen(-amount) },
  ]);

const days = fc.array(fc.array(entry, { maxLength: 5 }), { minLength: 1, maxLength: 6 });

describe('the trial balance', () => {
  it('sums to zero on every day, for entries that do', () => {
    fc.assert(
      fc.property(days, (entriesByDay) => {
        for (const { balances } of closed(entriesByDay))
          expect(Object.values(balances).reduce((sum, amount) => sum + amount, 0)).toBe(0);
      }),
    );
  });

  it('is the same carried forward day by day as drawn over everything at once', () => {
    fc.assert(
      fc.property(days, (entriesByDay) => {
        const last = closed(entriesByDay).at(-1)!;
        const entries = entriesByDay.flat();

        expect(last.balances).toEqual(trialBalance(entries));
        expect(last.postings).toBe(entries.flat().length);
      }),
    );
  });

  it('of a day without entries is the one before, under its own date', () => {
    const [before, quiet] = closed([[posted('payer', 'loanPrincipal', 5)], []]);

    expect(quiet).toEqual({ ...before, on: addDays(first, 1) });
  });

  it('is inserted under its day, so that a day is closed once', () => {
    const [body] = closed([[]]);

    expect(insertTrialBalance(body!)).toEqual({
      kind: 'insert',
      item: { key: trialBalanceKey(first), body },
    });
  });
});

function closed(entriesByDay: readonly (readonly (readonly Posting[])[])[]): TrialBalanceBody[] {
  const balances: TrialBalanceBody[] = [];
  for (const [index, entries] of entriesByDay.entries())
    balances.push(nextTrialBalance(balances.at(-1), addDays(first, index), entries));
  return balances;
}

const posted = (debit: Account, credit: Account, amount: number): Posting[] => [
  { account: debit, amountFen: fen(amount) },
  { account: credit, amountFen: fen(-amount) },
];
