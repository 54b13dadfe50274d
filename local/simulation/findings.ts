/** What a simulated year comes to: the books, the bank's journal and each loan computed anew. */
import type { TrialBalanceBody } from '../../lambdas/core/ledger/trial-balance-record';
import type { Order } from '../../lambdas/core/orders/order-record';
import { type Instruction, isConcluded } from '../../lambdas/core/payments/instruction';
import type { Item } from '../../lambdas/core/ports/store';
import { bucketOf } from '../../lambdas/core/repayment/delinquency';
import { fold, loanView } from '../../lambdas/core/repayment/loan';
import type { JournalBody, LoanRecord } from '../../lambdas/core/repayment/loan-record';
import type { Lender } from './lender';

export interface Findings {
  /** The last trial balance; it must be 0, and equal to all entries added up. */
  readonly ledger: { readonly sumFen: number; readonly postings: number; readonly differs: number };
  /** Between bank, instructions, repayments and ledger: each in a sentence. */
  readonly differences: readonly string[];
  /** Loans whose state is not what their events give, or whose order or bucket lags behind. */
  readonly wrongStates: readonly string[];
  readonly lent: number;
  readonly settled: number;
  readonly overdue: number;
  readonly cases: number;
  readonly ok: boolean;
}

export function findingsOf(lender: Lender): Findings {
  const rows = new Rows([...lender.store.everything()]);
  const ledger = ledgerOf(rows);
  const differences = [...bankDifferences(lender, rows), ...bookDifferences(rows)];
  const wrongStates = rows.loans.flatMap((loan) => wrongState(loan, rows, lender));
  const { cases } = rows;
  const isBalanced = ledger.sumFen === 0 && ledger.differs === 0;
  return {
    ledger,
    differences,
    wrongStates,
    lent: rows.loans.length,
    settled: rows.loans.filter(({ state }) => state.status === 'settled').length,
    overdue: rows.loans.filter(({ servicing }) => (servicing?.bucket ?? 'current') !== 'current')
      .length,
    cases,
    ok: isBalanced && differences.length === 0 && wrongStates.length === 0 && cases === 0,
  };
}

/** Every row of the store, sorted out. */
class Rows {
  readonly loans: readonly LoanRecord[];
  readonly orders: ReadonlyMap<string, Order>;
  readonly instructions: readonly Instruction[];
  readonly entries: ReadonlyMap<string, readonly JournalBody[]>;
  readonly balances: readonly TrialBalanceBody[];
  readonly cases: number;

  constructor(all: readonly Item[]) {
    const of = <B>(table: string, prefix: string, sort: string): B[] =>
      all
        .filter(({ key }) => key.table === table)
        .filter(({ key }) => key.partition.startsWith(prefix) && key.sort.startsWith(sort))
        .map(({ body }) => body as unknown as B);
    this.loans = of('repayment', 'LOAN#', 'STATE');
    this.orders = new Map(
      of<Order>('orders', 'ORDER#', 'STATE').map((order) => [order.orderId, order]),
    );
    this.instructions = of('payments', 'INSTRUCTION#', 'STATE');
    this.balances = of('repayment', 'TRIAL_BALANCE', '');
    this.cases = of('repayment', 'LOAN#', 'SERVICING_CASE').length;
    const entries = new Map<string, { sort: string; body: JournalBody }[]>();
    for (const { key, body } of all)
      if (key.table === 'repayment' && key.sort.startsWith('EVENT#')) {
        const known = entries.get(key.partition) ?? [];
        known.push({ sort: key.sort, body: body as unknown as JournalBody });
        entries.set(key.partition, known);
      }
    this.entries = new Map(
      [...entries].map(([partition, events]) => [
        partition.slice('LOAN#'.length),
        events.sort((a, b) => (a.sort < b.sort ? -1 : 1)).map(({ body }) => body),
      ]),
    );
  }
}

function ledgerOf({ entries, balances }: Rows): Findings['ledger'] {
  const last = balances.reduce((latest, each) => (each.on > latest.on ? each : latest));
  const added: Record<string, number> = {};
  let postings = 0;
  for (const { postings: each } of [...entries.values()].flat())
    for (const { account, amountFen } of each) {
      added[account] = (added[account] ?? 0) + amountFen;
      postings += 1;
    }
  const differs = Object.entries(last.balances).filter(
    ([account, balanceFen]) => balanceFen !== (added[account] ?? 0),
  ).length;
  const sumFen = Object.values(last.balances).reduce((sum, amountFen) => sum + amountFen, 0);
  return { sumFen, postings, differs };
}

/** Every instruction ended alike at the bank and here, with the same amount. */
function bankDifferences({ bank }: Lender, { instructions }: Rows): string[] {
  const ours = new Map(instructions.map((each) => [each.instructionId, each]));
  const theirs = bank.ledger.all();
  const missing = instructions
    .filter(({ state, instructionId }) => state === 'succeeded' && !bank.ledger.find(instructionId))
    .map(({ instructionId }) => `${instructionId} succeeded here, the bank does not know it`);
  return [
    ...missing,
    ...theirs.flatMap(({ instructionId, amountFen, decision }) => {
      const own = ours.get(instructionId);
      if (!own) return [`${instructionId} is at the bank, not here`];
      if (own.amountFen !== amountFen) return [`${instructionId}: ${own.amountFen}, ${amountFen}`];
      // What the bank has not decided has no end here either.
      const status = decision?.status ?? 'pending';
      const here = isConcluded(own) ? own.state : 'pending';
      return here === status ? [] : [`${instructionId} ${own.state} here, there ${status}`];
    }),
  ];
}

/** Each loan has booked what was collected for it, and was paid out once. */
function bookDifferences({ loans, instructions }: Rows): string[] {
  const received = new Map<string, number>();
  for (const { purpose, state, subjectId, amountFen } of instructions)
    if (purpose === 'repayment' && state === 'succeeded')
      received.set(subjectId, (received.get(subjectId) ?? 0) + amountFen);
  const paidOut = instructions.filter(
    ({ purpose, state }) => purpose === 'disbursement' && state === 'succeeded',
  ).length;
  return [
    ...(paidOut === loans.length ? [] : [`${paidOut} paid out, ${loans.length} loans`]),
    ...loans.flatMap(({ loanId, state, pendingRepaymentId }) => {
      const collected = received.get(loanId) ?? 0;
      if (collected !== state.receivedFen)
        return [`${loanId} booked ${state.receivedFen} of ${collected}`];
      const awaited = instructions.find((each) => each.instructionId === pendingRepaymentId);
      return awaited && isConcluded(awaited)
        ? [`${loanId} waits for ${pendingRepaymentId}, which is ${awaited.state}`]
        : [];
    }),
  ];
}

/** Against the loan's own events folded anew, as of today. */
function wrongState(
  { loanId, orderId, state, servicing }: LoanRecord,
  rows: Rows,
  { moment }: Lender,
): string[] {
  const events = (rows.entries.get(loanId) ?? []).map(({ event }) => event);
  const anew = JSON.parse(JSON.stringify(fold(events)));
  if (JSON.stringify(sorted(anew)) !== JSON.stringify(sorted(state)))
    return [`${loanId} is not what its ${events.length} events give`];
  const { status, daysPastDue } = loanView(state, moment.today);
  const order = rows.orders.get(orderId)?.state;
  if (order !== status) return [`${loanId} is ${status}, its order ${order}`];
  const bucket = status === 'overdue' ? bucketOf(daysPastDue) : 'current';
  const told = servicing?.bucket ?? 'current';
  return told === bucket ? [] : [`${loanId} is in ${bucket}, told was ${told}`];
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}
