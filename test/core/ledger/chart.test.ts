/** Nothing is ever posted outside the chart, and client money is in no account of it. */
import * as fc from 'fast-check';
import { isoDate } from '../../../lambdas/core/calendar';
import { type Account, accounts } from '../../../lambdas/core/ledger/accounts';
import { balanced, type Posting, trialBalance } from '../../../lambdas/core/ledger/postings';
import { differenceKinds } from '../../../lambdas/core/payments/reconciliation';
import {
  caseOf,
  openCase,
  type SuspenseEntry,
  settleSuspense,
} from '../../../lambdas/core/payments/reconciliation-case';
import type { Change } from '../../../lambdas/core/ports/store';
import { type LoanState, postingsOf } from '../../../lambdas/core/repayment/loan';
import { everyWish, live, someLoanTerms, someWishes } from '../repayment/loan-arbitraries';

/** What loans may touch; of liabilities only debts of the lender's own. */
const ofLoans: readonly Account[] = [
  'payer',
  'loanPrincipal',
  'interestReceivable',
  'feesReceivable',
  'penaltyReceivable',
  'unearnedInterest',
  'borrowerCredit',
  'interestIncome',
  'feeIncome',
  'penaltyIncome',
  'recoveryIncome',
  'waivers',
  'writeOffs',
];

describe('the postings of every event in the life of any loan', () => {
  it('balance, stay in the chart, and leave money with the payer alone', () => {
    fc.assert(
      fc.property(someLoanTerms, someWishes(...everyWish), (terms, wishes) => {
        const journal: Posting[][] = [];
        const last = live(terms, wishes, (before, after) => {
          const postings = postingsOf(before, after);
          expect(balanced(postings)).toBe(true);
          expect(postings.filter(({ account }) => !ofLoans.includes(account))).toEqual([]);
          journal.push(postings);
          expectNoClientMoney(after, journal);
        });
        if (last) expect(journal.length).toBe(last.events.length);
      }),
      { numRuns: 150 },
    );
  });
});

describe('the postings of a difference', () => {
  it('lie between the payer and suspense, and are gone when its case is', () => {
    const difference = fc.record({
      kind: fc.constantFrom(...differenceKinds),
      instructionId: fc.uuid(),
      effectFen: fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }),
    });
    const today = isoDate('2026-11-23');
    fc.assert(
      fc.property(difference, (found) => {
        const opened = caseOf('sandbox', '2026-11-22', found, 0);
        const suspended = journalOf(openCase(opened, today));
        for (const postings of suspended) {
          expect(balanced(postings)).toBe(true);
          expect(postings.map(({ account }) => account)).toEqual(['payer', 'suspense']);
        }
        expect(trialBalance(suspended).payer).toBe(found.effectFen + 0);
        const all = [...suspended, ...journalOf(settleSuspense(opened, today))];
        expect(Object.values(trialBalance(all)).every((amountFen) => amountFen === 0)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the chart', () => {
  it('has one account of money, a claim on the licensed payer, and none of deposits', () => {
    const others = Object.keys(accounts).filter((name) => !ofLoans.includes(name as Account));
    expect(others).toEqual(['suspense', 'provisionExpense', 'lossAllowance']);
    expect(accounts.payer).toBe('asset');
  });
});

/**
 * What the payer owes is exactly what moved between the two, and what the lender owes a borrower
 * is exactly what was paid too much: no fen of a borrower's is anywhere else.
 */
function expectNoClientMoney(state: LoanState, journal: readonly Posting[][]): void {
  const balance = trialBalance(journal);
  const { receivedFen, recoveredFen, refundedFen, principalFen, creditFen } = state;
  expect(balance.payer).toBe(receivedFen + recoveredFen - refundedFen - principalFen);
  expect(balance.borrowerCredit + creditFen).toBe(0);
  expect(creditFen).toBeLessThanOrEqual(receivedFen + recoveredFen);
}

const journalOf = (changes: readonly Change[]): Posting[][] =>
  changes.flatMap((change) =>
    change.kind === 'insert' && change.item.key.partition.startsWith('SUSPENSE#')
      ? [[...(change.item.body as unknown as SuspenseEntry).postings]]
      : [],
  );
