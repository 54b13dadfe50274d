/** Borrowers who are late: a running loan, and the day on which it has been overdue for so long. */
import { handler as findCollectionWork } from '../../lambdas/collections/find-collection-work';
import { handler as resolveCalls } from '../../lambdas/collections/resolve-calls';
import { handler as takeCollectionActions } from '../../lambdas/collections/take-collection-actions';
import { addDays, isoDate } from '../../lambdas/core/calendar';
import { caseKey } from '../../lambdas/core/collections/case-record';
import { refreshCase } from '../../lambdas/core/collections/case-refresh';
import type { CollectionCase } from '../../lambdas/core/collections/collection-case';
import type { ContactRecord } from '../../lambdas/core/collections/contact-record';
import { type Debtor, debtorKey } from '../../lambdas/core/collections/debtor-record';
import { loanKey } from '../../lambdas/core/repayment/loan-record';
import { loanView } from '../../lambdas/core/repayment/loan-view';
import { openStrategies } from '../../lambdas/platform/composition/collections';
import { aBorrowerWithLimit, type Borrower, runningLoan } from '../support/borrowers';
import type { LendingWorld } from '../support/lending-world';

export const collector = {
  subject: 'stf_cccccccccccccccccccccccccc',
  role: 'collector',
  sessionId: 'ses_c',
} as const;
export const admin = {
  subject: 'stf_aaaaaaaaaaaaaaaaaaaaaaaaaa',
  role: 'admin',
  sessionId: 'ses_a',
} as const;

export interface Overdue {
  readonly borrower: Borrower;
  readonly loanId: string;
}

/** A loan of 10,000 yuan whose first instalment has been past due for so many days; ten o'clock. */
export async function anOverdueLoan(world: LendingWorld, daysPastDue: number): Promise<Overdue> {
  const borrower = await aBorrowerWithLimit(world);
  const { loanId } = await runningLoan(world, borrower);
  const loan = await world.row(loanKey(loanId));
  const { nextDue } = loanView(loan.state, world.today);
  world.moveTo(addDays(nextDue!.dueOn, daysPastDue));
  return { borrower, loanId };
}

/** The same with its case opened, as the event of the night would. */
export async function aCase(world: LendingWorld, daysPastDue: number): Promise<Overdue> {
  const overdue = await anOverdueLoan(world, daysPastDue);
  await refreshCase(world.store, openStrategies(), overdue.loanId, world.today);
  return overdue;
}

/** As statemachines/collections.asl.json goes, without the waiting. */
export async function runCollection(world: LendingWorld): Promise<number> {
  const { shards } = await world.step(findCollectionWork, {});
  let taken = 0;
  for (const shard of shards) {
    let cursor = '';
    do {
      const input = { shard, cursor, executionName: 'morning' };
      const page = await world.step(takeCollectionActions, input);
      cursor = page.cursor;
      taken += page.taken;
    } while (cursor !== '');
    do {
      cursor = (await world.step(resolveCalls, { shard, cursor })).cursor;
    } while (cursor !== '');
  }
  return taken;
}

export const caseOf = (world: LendingWorld, { loanId }: Overdue): Promise<CollectionCase> =>
  world.row(caseKey(loanId));

export const debtorOf = (world: LendingWorld, { borrower }: Overdue): Promise<Debtor> =>
  world.row(debtorKey(borrower.subject));

/** Oldest first. */
export const contactsWith = (world: LendingWorld, { borrower }: Overdue): ContactRecord[] =>
  [...world.store.everything()]
    .filter(
      ({ key }) =>
        key.partition === `DEBTOR#${borrower.subject}` && key.sort.startsWith('CONTACT#'),
    )
    .map(({ body }) => body as unknown as ContactRecord)
    .sort((left, right) => (left.at < right.at ? -1 : 1));

/** At ten on the day after so many days. */
export const daysLater = (world: LendingWorld, days: number, hour = 10): void =>
  world.moveTo(addDays(isoDate(world.today), days), hour);
