/** What must hold of the books after any test that moved money. */
import type { JournalBody } from '../../lambdas/core/repayment/loan-record';
import type { LendingWorld } from './lending-world';

/** Every entry sums to zero, and the payer owes us exactly what came in less what went out. */
export function expectBalancedBooks(world: LendingWorld): void {
  const rows = [...world.store.everything()];
  const entries = rows
    .filter(({ key }) => key.table === 'repayment' && key.sort.startsWith('EVENT#'))
    .map(({ body }) => body as unknown as JournalBody);
  for (const { postings } of entries)
    expect(postings.reduce((sum, { amountFen }) => sum + amountFen, 0)).toBe(0);

  const booked = entries
    .flatMap(({ postings }) => postings)
    .filter(({ account }) => account === 'payer')
    .reduce((sum, { amountFen }) => sum + amountFen, 0);
  expect(booked).toBe(movedFen(rows.map(({ body }) => body)));
}

/** By the instructions that succeeded and were heard of by the loans. */
function movedFen(bodies: readonly object[]): number {
  const instructions = bodies as {
    purpose?: string;
    state?: string;
    amountFen?: number;
    instructionId?: string;
  }[];
  return instructions
    .filter(({ instructionId, state }) => instructionId && state === 'succeeded')
    .reduce(
      (sum, { purpose, amountFen = 0 }) => sum + (purpose === 'repayment' ? amountFen : -amountFen),
      0,
    );
}
