/** Reads what the sandbox bank sends; anything that is not exactly understood is undefined. */
import {
  type ChannelFailureCode,
  type ChannelNotice,
  channelFailureCodes,
  directions,
  type InstructionStatus,
  type RefusalCode,
  refusalCodes,
  type StatementEntry,
} from '../core/ports/payment-channel';

export interface InstructionAnswer {
  readonly instructionId: string;
  readonly amountFen: number;
  readonly instruction: InstructionStatus;
}

export function readInstruction(value: unknown): InstructionAnswer | undefined {
  if (!isObject(value)) return undefined;
  const { instructionId, amountFen } = value;
  const instruction = readStatus(value);
  if (!isId(instructionId) || !isAmount(amountFen) || !instruction) return undefined;
  return { instructionId, amountFen, instruction };
}

/** A notice is final: a pending one is not understood. */
export function readNotice(value: unknown): ChannelNotice | undefined {
  const answer = readInstruction(value);
  if (!answer || !isObject(value) || !isId(value.eventId)) return undefined;
  const { instruction, instructionId, amountFen } = answer;
  if (instruction.status === 'pending') return undefined;
  return { eventId: value.eventId, instructionId, amountFen, instruction };
}

/** The token of a matching card, null for a card that does not match. */
export function readAccountToken(value: unknown): string | null | undefined {
  if (!isObject(value)) return undefined;
  if (value.matched === false) return null;
  return value.matched === true && isId(value.accountToken) ? value.accountToken : undefined;
}

/** Why a request was refused. */
export const readCode = (value: unknown): string | undefined =>
  isObject(value) && typeof value.code === 'string' ? value.code : undefined;

/** Why an instruction was not taken. */
export const readRefusal = (value: unknown): RefusalCode | undefined =>
  refusalCodes.find((code) => code === readCode(value));

export function readEntries(value: unknown): StatementEntry[] | undefined {
  if (!isObject(value) || !Array.isArray(value.entries)) return undefined;
  const entries = value.entries.map(readEntry);
  // One line that cannot be read makes the whole statement useless for reconciling.
  return entries.includes(undefined) ? undefined : (entries as StatementEntry[]);
}

function readEntry(value: unknown): StatementEntry | undefined {
  if (!isObject(value)) return undefined;
  const { instructionId, amountFen, occurredAt } = value;
  const direction = [...directions, 'return' as const].find((known) => known === value.direction);
  if (!direction) return undefined;
  if (!isId(instructionId) || !isAmount(amountFen) || !isInstant(occurredAt)) return undefined;
  return { instructionId, direction, amountFen, occurredAt };
}

function readStatus(value: Record<string, unknown>): InstructionStatus | undefined {
  const { status, occurredAt, failureCode } = value;
  if (status === 'pending') return { status };
  if (!isInstant(occurredAt)) return undefined;
  if (status === 'succeeded') return { status, occurredAt };
  return status === 'failed'
    ? { status, failureCode: readFailureCode(failureCode), occurredAt }
    : undefined;
}

const readFailureCode = (value: unknown): ChannelFailureCode =>
  channelFailureCodes.find((code) => code === value) ?? 'declined';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isId = (value: unknown): value is string =>
  typeof value === 'string' && value.length >= 1 && value.length <= 128;

const isAmount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) > 0;

const isInstant = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= 30 && !Number.isNaN(Date.parse(value));
