/** Reads what a custody bank says; anything that is not exactly understood is undefined. */
import {
  type ChannelFailureCode,
  channelFailureCodes,
  directions,
  type InstructionStatus,
  type RefusalCode,
  refusalCodes,
  type StatementEntry,
} from '../../core/ports/payment-channel';
import { instantOf } from '../china-time';
import { isObject, type Members } from '../provider-call';
import { fenOfYuan } from '../yuan-text';

export interface InstructionAnswer {
  readonly instructionId: string;
  readonly amountFen: number;
  readonly instruction: InstructionStatus;
}

export const refusalOf = (code: string): RefusalCode | undefined =>
  refusalCodes.find((known) => known === code);

export function readInstruction(members: Members): InstructionAnswer | undefined {
  const { instructionId, amount } = members;
  const amountFen = fenOfYuan(amount);
  const instruction = readStatus(members);
  if (typeof instructionId !== 'string' || !amountFen || !instruction) return undefined;
  return { instructionId, amountFen, instruction };
}

function readStatus({ status, reason, finishedAt }: Members): InstructionStatus | undefined {
  if (status === 'ACCEPTED') return { status: 'pending' };
  const occurredAt = instantOf(finishedAt);
  if (!occurredAt) return undefined;
  if (status === 'SUCCEEDED') return { status: 'succeeded', occurredAt };
  return status === 'FAILED'
    ? { status: 'failed', failureCode: readReason(reason), occurredAt }
    : undefined;
}

const readReason = (reason: unknown): ChannelFailureCode =>
  channelFailureCodes.find((known) => known === reason) ?? 'declined';

/**
 * A day's movements, if they are as many and as much as the bank says under them: a statement cut
 * off on its way must not look like a quiet day.
 */
export function readStatement(members: Members, date: string): StatementEntry[] | undefined {
  const { entries: lines, count, total } = members;
  if (members.date !== date || !Array.isArray(lines)) return undefined;
  const entries = lines.map(readEntry);
  if (entries.includes(undefined) || entries.length !== count) return undefined;
  const read = entries as StatementEntry[];
  const sumFen = read.reduce((sum, { amountFen }) => sum + amountFen, 0);
  return sumFen === fenOfYuan(total) ? read : undefined;
}

function readEntry(line: unknown): StatementEntry | undefined {
  if (!isObject(line)) return undefined;
  const { instructionId, amount, finishedAt } = line;
  const direction = [...directions, 'return' as const].find((known) => known === line.direction);
  const amountFen = fenOfYuan(amount);
  const occurredAt = instantOf(finishedAt);
  if (typeof instructionId !== 'string' || !direction || !amountFen || !occurredAt)
    return undefined;
  return { instructionId, direction, amountFen, occurredAt };
}
