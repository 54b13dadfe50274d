/** A payment instruction: made before it is sent, kept for ever, ending in one known outcome. */
import type { ChannelNotice } from '../ports/payment-channel';
import type { Change, Item, Key } from '../ports/store';

/** `unknown`: sent, and nobody can say what became of it; resolved by asking, never by paying. */
export type InstructionState = 'created' | 'sent' | 'unknown' | 'succeeded' | 'failed';

export type InstructionPurpose = 'disbursement' | 'repayment';

export interface Instruction {
  readonly instructionId: string;
  readonly purpose: InstructionPurpose;
  /** The order of a disbursement, the loan of a repayment. */
  readonly subjectId: string;
  readonly customerId: string;
  readonly channel: string;
  /** The channel's token for the card; no card number is kept here. */
  readonly accountToken: string;
  readonly amountFen: number;
  readonly state: InstructionState;
  readonly createdAtMillis: number;
  readonly concludedAt?: string;
  readonly failureCode?: string;
}

type InstructionBody = Instruction & Record<string, string | number | undefined>;

export type InstructionItem = Item<InstructionBody>;

export const isConcluded = (instruction: Instruction): boolean =>
  instruction.state === 'succeeded' || instruction.state === 'failed';

/** One disbursement per order: the id follows from the order's. */
export const disbursementId = (orderId: string): string => `dis_${orderId.slice(4)}`;

export const instructionPartition = (instructionId: string): string =>
  `INSTRUCTION#${instructionId}`;

export const instructionKey = (instructionId: string): Key => ({
  table: 'payments',
  partition: instructionPartition(instructionId),
  sort: 'STATE',
});

export const insertInstruction = (instruction: Instruction): Change => ({
  kind: 'insert',
  item: { key: instructionKey(instruction.instructionId), body: { ...instruction } },
});

export const replaceInstruction = (item: InstructionItem, next: Instruction): Change => ({
  kind: 'replace',
  item: { key: item.key, body: { ...next } },
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

/** A notice is a row under the channel's own event id: a repeated one cannot be inserted. */
export const recordNotice = (
  instructionId: string,
  eventId: string,
  effect: NoticeEffect['kind'],
  status: string,
): Change => ({
  kind: 'insert',
  item: {
    key: {
      table: 'payments',
      partition: instructionPartition(instructionId),
      sort: `NOTICE#${eventId}`,
    },
    body: { effect, status },
  },
});

export const noticeKey = (instructionId: string, eventId: string): Key => ({
  table: 'payments',
  partition: instructionPartition(instructionId),
  sort: `NOTICE#${eventId}`,
});
