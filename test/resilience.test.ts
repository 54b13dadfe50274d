/** One loan's whole way, with the store failing once at every place in turn: it ends the same. */
import type { Fault, StoreOperation } from '../lambdas/adapters/memory-store';
import type { Key } from '../lambdas/core/ports/store';
import { handler as createQuote } from '../lambdas/orders/create-quote';
import { handler as getCostSheet } from '../lambdas/orders/get-cost-sheet';
import { handler as signOrder } from '../lambdas/orders/sign-order';
import { handler as submitOrder } from '../lambdas/orders/submit-order';
import { handler as activateLoan } from '../lambdas/repayment/activate-loan';
import { handler as createRepayment } from '../lambdas/repayment/create-repayment';
import { handler as assessOrder } from '../lambdas/risk/assess-order';
import type { Reply } from './support/api-call';
import { expectBalancedBooks } from './support/books';
import {
  aBorrowerWithLimit,
  type Borrower,
  callBack,
  disburse,
  offerStep,
  repayment,
  signature,
  submission,
} from './support/borrowers';
import { LendingWorld } from './support/lending-world';
import { finishedNight, nightNow } from './support/nights';

jest.setTimeout(600_000);

const faults: readonly Fault[] = [
  { kind: 'error', at: 'before' },
  { kind: 'timeout', at: 'after' },
  { kind: 'duplicate' },
];

describe('a loan from quote to settlement', () => {
  it.each(faults)('ends the same with the fault %j at any of its commits', async (fault) => {
    const { commits } = await live();
    expect(commits).toBeGreaterThan(15);

    for (let at = 1; at <= commits; at++) {
      const lived = await live('commit', at, fault);
      expect({ at, ...lived.end }).toEqual({ at, ...settled });
      expectBalancedBooks(lived.world);
    }
  });

  it('ends the same with a read that fails anywhere', async () => {
    const { reads } = await live();
    expect(reads.length).toBeGreaterThan(40);

    // The same rows are read again and again: each kind of row fails the first times it is read.
    for (const at of firstOfEachKind(reads, 2)) {
      const lived = await live('read', at, { kind: 'error', at: 'before' });
      expect({ at, ...lived.end }).toEqual({ at, ...settled });
    }
  });
});

const settled = {
  orders: ['settled'],
  loans: 1,
  disbursed: 1,
  collected: 1,
  started: 1,
  outcomes: ['signed', 'succeeded'],
  activated: 1,
  overdue: 1,
  settlements: 1,
  used: 0,
  reserved: 0,
};

/** The whole way, each step tried until it succeeds, as queues, workflows and people do. */
async function live(kind?: 'commit' | 'read', at = 0, fault?: Fault) {
  const world = new LendingWorld();
  const borrower = await aBorrowerWithLimit(world);
  const counts = { commit: 0, read: 0 };
  const reads: string[] = [];
  world.fault = (operation) => {
    const happens = operation.kind === 'commit' ? 'commit' : 'read';
    counts[happens] += 1;
    if (operation.kind !== 'commit') reads.push(kindOfRead(operation));
    return happens === kind && counts[happens] === at ? fault : undefined;
  };
  await walk(world, borrower);
  world.fault = () => undefined;
  return { world, end: endOf(world, borrower), commits: counts.commit, reads };
}

/** Whose rows are read is left out: the table, the index and the kind of partition and row. */
function kindOfRead(operation: Exclude<StoreOperation, { kind: 'commit' }>): string {
  const kind = (text: string) => text.split('#')[0];
  const ofKey = (key: Key) => `${key.table} ${kind(key.partition)} ${kind(key.sort)}`;
  if (operation.kind === 'get') return ofKey(operation.key);
  if (operation.kind === 'getMany') return operation.keys.map(ofKey).join(', ');
  const { table, index = '', partition } = operation.query;
  return `${table} ${index} ${kind(partition)}`;
}

/** Positions from 1. */
function firstOfEachKind(reads: readonly string[], times: number): number[] {
  const seen = new Map<string, number>();
  return reads.flatMap((kind, index) => {
    const before = seen.get(kind) ?? 0;
    seen.set(kind, before + 1);
    return before < times ? [index + 1] : [];
  });
}

async function walk(world: LendingWorld, as: Borrower): Promise<void> {
  const wish = { productId: 'sunlend-flex', amountFen: 1_000_000, termMonths: 3 };
  const quote = await answered(() => world.call(createQuote, { as, body: wish }));
  const submitting = submission(as, quote.body.quoteId);
  const { orderId } = (await answered(() => world.call(submitOrder, submitting))).body;
  await done(() => world.deliver());
  await done(() => world.step(assessOrder, { orderId }));
  await done(() => offerStep(world, orderId, 'signature'));

  const sheet = await answered(() => world.call(getCostSheet, { as, params: { orderId } }));
  world.pass(sheet.body.readingSeconds);
  const signing = signature(as, orderId, sheet.body.costSheetHash);
  await answered(() => world.call(signOrder, signing));
  await done(() => world.deliver());
  await done(() => disburse(world, orderId, 'money'));
  await done(() => world.deliver());
  await answered(() => callBack(world, orderId.replace('ord_', 'dis_')));
  await done(() => world.deliver());
  await done(() => world.step(activateLoan, { orderId }));

  // Up to the night in which the first instalment turns late: many nights that are all alike.
  const { fault } = world;
  world.fault = () => undefined;
  world.pass(33 * 86_400);
  await nightNow(world);
  world.fault = fault;
  // What one night could not mark, the next one does.
  for (let night = 0; night < 2; night++) {
    world.pass(86_400);
    await done(() => finishedNight(world));
  }
  const paying = repayment(as, orderId.replace('ord_', 'loan_'));
  const { repaymentId } = (await answered(() => world.call(createRepayment, paying))).body;
  await done(() => world.deliver());
  await answered(() => callBack(world, repaymentId));
  await done(() => world.deliver());
  await done(() => world.redeliver());
}

function endOf(world: LendingWorld, borrower: Borrower): typeof settled {
  const rows = [...world.store.everything()];
  // biome-ignore lint/suspicious/noExplicitAny: rows of all kinds.
  const bodies = (prefix: string): any[] =>
    rows
      .filter(({ key }) => key.partition.startsWith(prefix) && key.sort === 'STATE')
      .map(({ body }) => body);
  const sent = (direction: string) =>
    new Set(
      world.channel.sent
        .filter((each) => each.direction === direction)
        .map(({ instructionId }) => instructionId),
    ).size;
  const told = (type: string) => world.events.filter((event) => event.type === type).length;
  const [{ ledger }] = bodies(`LIMIT#${borrower.subject}`);
  return {
    orders: bodies('ORDER#').map(({ state }) => state),
    loans: bodies('LOAN#').length,
    disbursed: sent('disburse'),
    collected: sent('collect'),
    started: world.workflow.started.length,
    outcomes: world.workflow.answers.map(({ outcome }) => outcome ?? ''),
    activated: told('LoanActivated'),
    overdue: told('LoanOverdue'),
    settlements: told('LoanSettled'),
    used: Object.keys(ledger.usages).length,
    reserved: Object.keys(ledger.reservations).length,
  };
}

/** Who gets a 5xx asks again with the same key. */
async function answered(ask: () => Promise<Reply>): Promise<Reply> {
  const reply = await ask();
  if (reply.status < 300) return reply;
  const again = await ask();
  if (reply.status < 500 || again.status >= 300)
    throw new Error(`${reply.status} ${reply.body.code}, then ${again.status} ${again.body.code}`);
  return again;
}

/** What throws is run again. */
async function done(work: () => Promise<unknown>): Promise<void> {
  await work().catch(work);
}
