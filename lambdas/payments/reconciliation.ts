/** Reads one day of one channel from all three sides, and writes down what does not agree. */
import type { IsoDate } from '../core/calendar';
import { dayInChina } from '../core/china-day';
import {
  dayPartition,
  type Instruction,
  type InstructionItem,
  instructionKey,
  openPartition,
  openShards,
} from '../core/payments/instruction';
import { type Known, type Reconciliation, reconcile } from '../core/payments/reconciliation';
import {
  type CaseItem,
  caseKey,
  caseOf,
  dayKey,
  openCase,
} from '../core/payments/reconciliation-case';
import type { PaymentChannel, StatementEntry } from '../core/ports/payment-channel';
import type { Query, Store } from '../core/ports/store';
import { loanIdOf } from '../core/repayment/activation';
import { type LoanItem, loanKey, repaymentKey } from '../core/repayment/loan-record';
import { refundKey } from '../core/repayment/refund';
import type { Moment } from '../platform/task';

/** Undefined where the channel has no statement of that day yet. */
export async function reconcileChannel(
  store: Store,
  channel: PaymentChannel,
  day: IsoDate,
  { now, today }: Moment,
): Promise<Reconciliation | undefined> {
  const statement = await channel.statement(day);
  if (statement.outcome !== 'ready') return undefined;
  const { entries } = statement;
  const known = await knownOf(store, channel.name, day, entries);
  const dayOf = (instant: string) => dayInChina(Date.parse(instant));
  const found = reconcile({ channel: channel.name, day, entries, known, dayOf });
  for (const difference of found.differences) {
    const opened = caseOf(channel.name, day, difference, now);
    // Seen in an earlier run of the same day: it is somebody's already.
    if (await store.get<CaseItem['body']>(caseKey(opened.caseId))) continue;
    await store.commit(openCase(opened, today));
  }
  await writeDay(store, channel.name, day, found, now);
  return found;
}

/** Every instruction of the day and every one without an end, with what the books have of it. */
async function knownOf(
  store: Store,
  channel: string,
  day: string,
  entries: readonly StatementEntry[],
): Promise<Map<string, Known>> {
  const instructions = new Map<string, Instruction>();
  const found = await Promise.all(
    Array.from({ length: openShards }, (_, shard) => [
      everything(store, { table: 'payments', index: 'index1', partition: openPartition(shard) }),
      everything(store, {
        table: 'payments',
        index: 'index2',
        partition: dayPartition(day, shard),
      }),
    ]).flat(),
  );
  for (const one of found.flat())
    if (one.channel === channel) instructions.set(one.instructionId, one);
  for (const { instructionId } of entries) {
    if (instructions.has(instructionId)) continue;
    const item = await store.get<InstructionItem['body']>(instructionKey(instructionId));
    if (item) instructions.set(instructionId, item.body);
  }
  const known = new Map<string, Known>();
  for (const instruction of instructions.values()) {
    const bookedFen = await bookedOf(store, instruction);
    known.set(instruction.instructionId, { instruction, bookedFen });
  }
  return known;
}

async function everything(store: Store, query: Query): Promise<Instruction[]> {
  const found: Instruction[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.query<InstructionItem['body']>({
      ...query,
      limit: 1000,
      ...(cursor && { cursor }),
    });
    found.push(...page.items.map(({ body }) => body));
    cursor = page.next;
  } while (cursor);
  return found;
}

/** What the loan's books have of an instruction, in fen; undefined where they have nothing. */
async function bookedOf(store: Store, instruction: Instruction): Promise<number | undefined> {
  const { purpose, subjectId, instructionId, state } = instruction;
  if (state !== 'succeeded') return undefined;
  if (purpose === 'disbursement') {
    const loan = await store.get<LoanItem['body']>(loanKey(loanIdOf(subjectId)));
    return loan?.body.state.principalFen;
  }
  const key = purpose === 'refund' ? refundKey : repaymentKey;
  const row = await store.get<{ status: string; amountFen: number }>(key(subjectId, instructionId));
  return row?.body.status === 'succeeded' ? row.body.amountFen : undefined;
}

async function writeDay(
  store: Store,
  channel: string,
  day: string,
  { totals, differences }: Reconciliation,
  now: number,
): Promise<void> {
  const key = dayKey(channel, day);
  const reconciledAt = new Date(now).toISOString();
  const body = { ...totals, channel, day, differences: differences.length, reconciledAt };
  const standing = await store.get(key);
  await store.commit([
    standing
      ? { kind: 'replace', item: { key, body }, expectedVersion: standing.version }
      : { kind: 'insert', item: { key, body } },
  ]);
}
