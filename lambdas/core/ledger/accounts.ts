/**
 * The chart of accounts of the lender. There is no account in which client money is held: money
 * moves between lender and borrower through a licensed payer, and `payer` is what it owes us.
 *
 * Exports: Account, AccountKind, accounts.
 */

export type AccountKind = 'asset' | 'liability' | 'income' | 'expense';

/** Debits are positive: assets and expenses grow with debits, the others with credits. */
export const accounts = {
  /** Settlement claims on the licensed payment institution. */
  payer: 'asset',
  /** Statement lines that nobody has explained yet, as long as their cases are open. */
  suspense: 'liability',
  loanPrincipal: 'asset',
  interestReceivable: 'asset',
  feesReceivable: 'asset',
  penaltyReceivable: 'asset',
  /** Interest paid before it is earned. */
  unearnedInterest: 'liability',
  /** Overpayments owed back to the borrower. */
  borrowerCredit: 'liability',
  interestIncome: 'income',
  feeIncome: 'income',
  penaltyIncome: 'income',
  recoveryIncome: 'income',
  waivers: 'expense',
  writeOffs: 'expense',
  /** What is set aside, month by month, for loans that may not come back. */
  provisionExpense: 'expense',
  /** A contra account: it lowers what the receivables are worth. */
  lossAllowance: 'asset',
} as const satisfies Record<string, AccountKind>;

export type Account = keyof typeof accounts;

export const accountNames = Object.keys(accounts) as readonly Account[];
