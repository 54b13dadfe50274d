/**
 * The postings of a loan's events. The books are a function of the state, and an event's postings
 * are the difference it makes: a backdated payment or a reversal corrects the books by itself.
 *
 * Exports: loanBooks, postingsOf.
 */
import { fen } from '../money';
import { earnedInterest, penaltyOf } from '../repayment/accrual';
import type { LoanState } from '../repayment/loan-state';
import { type Account, accountNames } from './accounts';
import type { Posting } from './postings';

/** Every account's balance from one loan as of the state's own day; they sum to zero. */
export function loanBooks(state: LoanState): Record<Account, number> {
  const books = Object.fromEntries(accountNames.map((name) => [name, 0])) as Record<
    Account,
    number
  >;
  const paid = { fees: 0, penalty: 0, interest: 0, principal: 0 };
  const waived = { fees: 0, penalty: 0, interest: 0, principal: 0 };
  const earned = { fees: 0, penalty: 0, interest: earnedInterest(state) };
  for (const row of state.rows) {
    for (const component of ['fees', 'penalty', 'interest', 'principal'] as const) {
      paid[component] += row.paid[component];
      waived[component] += row.waived[component];
    }
    // A fee is earned when it falls due, or when it is paid before.
    const settledFees = row.paid.fees + row.waived.fees;
    earned.fees += row.dueOn <= state.asOf ? row.due.fees : settledFees;
    earned.penalty += penaltyOf(state.terms, row, penaltyDay(state));
  }
  const unearned = Math.max(0, paid.interest + waived.interest - earned.interest);
  books.payer = state.receivedFen + state.recoveredFen - state.refundedFen - state.principalFen;
  books.borrowerCredit = -state.creditFen;
  books.recoveryIncome = -state.recoveredFen;
  books.interestIncome = -earned.interest;
  books.feeIncome = -earned.fees;
  books.penaltyIncome = -earned.penalty;
  books.unearnedInterest = -unearned;
  books.waivers = waived.principal + waived.interest + waived.fees + waived.penalty;
  books.loanPrincipal = state.principalFen - paid.principal - waived.principal;
  books.interestReceivable = earned.interest + unearned - paid.interest - waived.interest;
  books.feesReceivable = earned.fees - paid.fees - waived.fees;
  books.penaltyReceivable = earned.penalty - paid.penalty - waived.penalty;
  if (state.status === 'writtenOff') {
    writeOff(books);
  }
  return books;
}

const penaltyDay = (state: LoanState) => state.writtenOffOn ?? state.asOf;

/** What is still owed leaves the books as a loss; the borrower owes it all the same. */
function writeOff(books: Record<Account, number>): void {
  const receivables = [
    'loanPrincipal',
    'interestReceivable',
    'feesReceivable',
    'penaltyReceivable',
  ] as const;
  for (const account of receivables) {
    books.writeOffs += books[account];
    books[account] = 0;
  }
}

/** The postings between two states of a loan (before: undefined when it was just paid out). */
export function postingsOf(before: LoanState | undefined, after: LoanState): Posting[] {
  const old = before === undefined ? undefined : loanBooks(before);
  const books = loanBooks(after);
  const postings: Posting[] = [];
  for (const account of accountNames) {
    const change = books[account] - (old?.[account] ?? 0);
    if (change !== 0) {
      postings.push({ account, amountFen: fen(change) });
    }
  }
  return postings;
}
