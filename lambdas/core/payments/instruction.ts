/** A payment instruction: made before it is sent, kept for ever, ending in one known outcome. */
import { dayInChina } from '../china-day';
import { publish } from '../outbox';
import type { ChannelNotice, SentInstruction } from '../ports/payment-channel';
import type { Body, Change, Item, Key } from '../ports/store';
import { shardOf } from '../shards';

/** `unknown`: sent, and nobody can say what became of it; resolved by asking, never by paying. */
export type InstructionState = 'created' | 'sent' | 'unknown' | 'succeeded' | 'failed';

export const instructionPurposes = ['disbursement', 'repayment', 'refund'] as const;
export type InstructionPurpose = (typeof instructionPurposes)[number];

/** Whose wish it was: a debit that the night ordered is tried again, a borrower's is not. */
export const instructionOrderers = ['workflow', 'borrower', 'autopay', 'staff'] as const;
export type InstructionOrderer = (typeof instructionOrderers)[number];

/** The collection that a refund gives back, and all that it brought in fen. */
export type RefundedCollection = {
  readonly collectionId: string;
  readonly collectedFen: number;
};

export interface Instruction {
  /** Made by whoever orders it, before the commit; the same wish again has the same id. */
  readonly instructionId: string;
  readonly purpose: InstructionPurpose;
  readonly orderedBy: InstructionOrderer;
  /** The order of a disbursement, the loan of a repayment or a refund. */
  readonly subjectId: string;
  readonly customerId: string;
  readonly channel: string;
  /** The channel's token for the card; no card number is kept here. */
  readonly accountToken: string;
  readonly amountFen: number;
  /** Of a refund. */
  readonly refundOf?: RefundedCollection;
  readonly state: InstructionState;
  readonly createdAtMillis: number;
  readonly concludedAt?: string;
  readonly failureCode?: string;
}

type InstructionBody = Instruction & Body;

export type InstructionItem = Item<InstructionBody>;

export const isConcluded = (instruction: Instruction): boolean =>
  instruction.state === 'succeeded' || instruction.state === 'failed';

/** How the channel is asked after it. */
export function sentInstruction({
  instructionId,
  purpose,
  refundOf,
}: Instruction): SentInstruction {
  if (refundOf) return { instructionId, direction: 'refund', collectionId: refundOf.collectionId };
  return { instructionId, direction: purpose === 'disbursement' ? purpose : 'collection' };
}

/** One disbursement per order: the id follows from the order's. */
export const disbursementId = (orderId: string): string => `dis_${orderId.slice(4)}`;

export const instructionPartition = (instructionId: string): string =>
  `INSTRUCTION#${instructionId}`;

export const instructionKey = (instructionId: string): Key => ({
  table: 'payments',
  partition: instructionPartition(instructionId),
  sort: 'STATE',
});

/** Instructions without a known end, spread over shards so that no partition runs hot. */
export const openShards = 8;
export const openPartition = (shard: number): string => `OPEN#${shard}`;

/** Instructions by the day in China on which they ended, or were made while none is known. */
export const dayPartition = (day: string, shard: number): string => `DAY#${day}#${shard}`;

const dayOf = ({ concludedAt, createdAtMillis }: Instruction): string =>
  dayInChina(concludedAt === undefined ? createdAtMillis : Date.parse(concludedAt));

const instructionItem = (instruction: Instruction) => {
  const shard = shardOf(instruction.instructionId, openShards);
  const madeAt = new Date(instruction.createdAtMillis).toISOString();
  const sort = `${madeAt}#${instruction.instructionId}`;
  return {
    key: instructionKey(instruction.instructionId),
    body: { ...instruction },
    indexes: {
      ...(!isConcluded(instruction) && { index1: { partition: openPartition(shard), sort } }),
      index2: { partition: dayPartition(dayOf(instruction), shard), sort },
    },
  };
};

/** The row and the event that has it sent: made before anything is sent. */
export const createInstruction = (instruction: Omit<Instruction, 'state'>): readonly Change[] => [
  { kind: 'insert', item: instructionItem({ ...instruction, state: 'created' }) },
  publish(
    'payments',
    instructionPartition(instruction.instructionId),
    `created-${instruction.instructionId}`,
    {
      type: 'InstructionCreated',
      version: 1,
      data: { instructionId: instruction.instructionId },
    },
    instruction.createdAtMillis,
  ),
];

export const replaceInstruction = (item: InstructionItem, next: Instruction): Change => ({
  kind: 'replace',
  item: instructionItem(next),
  expectedVersion: item.version,
});

export type NoticeEffect =
  | { readonly kind: 'concludes'; readonly next: Instruction }
  /** The same outcome again: recorded, nothing moves. */
  | { readonly kind: 'repeats' }
  /** Another outcome or another amount than what stands: recorded, nothing moves. */
  | { readonly kind: 'contradicts' };

/** What a channel's final answer does to an instruction: the first one counts, once. */
export function effectOf(
  instruction: Instruction,
  notice: Pick<ChannelNotice, 'amountFen' | 'instruction'>,
): NoticeEffect {
  if (notice.amountFen !== instruction.amountFen) return { kind: 'contradicts' };
  if (isConcluded(instruction))
    return { kind: instruction.state === notice.instruction.status ? 'repeats' : 'contradicts' };
  const outcome = notice.instruction;
  return {
    kind: 'concludes',
    next: {
      ...instruction,
      state: outcome.status,
      concludedAt: outcome.occurredAt,
      ...(outcome.status === 'failed' && { failureCode: outcome.failureCode }),
    },
  };
}

/** What a channel says has become of an instruction, in a callback or an answer. */
export type Word = Pick<ChannelNotice, 'eventId' | 'amountFen' | 'instruction'>;

/**
 * A word is a row under the channel's own event id: said again it cannot be inserted again. What
 * says something else under the same id is another word, and is kept as well.
 */
export const noticeKey = (instructionId: string, word: Word): Key => ({
  table: 'payments',
  partition: instructionPartition(instructionId),
  sort: `NOTICE#${word.eventId}#${word.instruction.status}#${word.amountFen}`,
});

export const recordNotice = (
  instructionId: string,
  effect: NoticeEffect['kind'],
  word: Word,
): Change => ({
  kind: 'insert',
  item: {
    key: noticeKey(instructionId, word),
    body: { effect, status: word.instruction.status, amountFen: word.amountFen },
  },
});
