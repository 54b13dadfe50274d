/** The sandbox bank's instructions: taken once, decided after a while, told by callback. */
import { createHash } from 'node:crypto';
import type { ChannelFailureCode, Direction } from '../../lambdas/core/ports/payment-channel';
import type { Behaviour } from './behaviour';

export interface Decision {
  readonly status: 'succeeded' | 'failed';
  readonly failureCode?: ChannelFailureCode;
  readonly occurredAt: string;
}

/** The callbacks that are still owed. */
export interface Delivery {
  readonly sendsLeft: number;
  /** How often the present one has been tried in vain. */
  readonly attempts: number;
  readonly nextAtEpochMillis: number;
}

export interface Instruction {
  readonly instructionId: string;
  readonly direction: Direction;
  readonly accountToken: string;
  readonly amountFen: number;
  /** The collection that a refund gives back. */
  readonly collectionId?: string;
  readonly behaviour: Behaviour;
  readonly decideAtEpochMillis: number;
  readonly decision?: Decision;
  readonly delivery?: Delivery;
}

/** A callback's body. */
export interface Notice extends Decision {
  readonly eventId: string;
  readonly instructionId: string;
  readonly amountFen: number;
}

/** What the money did: `contradict` only lies in its callback. */
export function decide(behaviour: Behaviour, nowEpochMillis: number): Decision {
  const occurredAt = new Date(nowEpochMillis).toISOString();
  return 'failureCode' in behaviour && behaviour.failureCode !== undefined
    ? { status: 'failed', failureCode: behaviour.failureCode, occurredAt }
    : { status: 'succeeded', occurredAt };
}

/** How many callbacks a decided instruction owes. */
export function callbacksOwed(behaviour: Behaviour): number {
  if (behaviour.mode === 'lose') return 0;
  return behaviour.mode === 'repeat' ? behaviour.times : 1;
}

/** The callback of a decided instruction. Sent again it is the same event. */
export function noticeOf(instruction: Instruction, decision: Decision): Notice {
  const { instructionId, amountFen, behaviour } = instruction;
  const told: Decision =
    behaviour.mode === 'contradict'
      ? { status: 'failed', failureCode: 'declined', occurredAt: decision.occurredAt }
      : decision;
  const toldFen = behaviour.mode === 'misstate' ? amountFen + 1 : amountFen;
  return { eventId: eventIdOf(instructionId), instructionId, amountFen: toldFen, ...told };
}

/** An instruction has one final event, so its id follows from the instruction's. */
export const eventIdOf = (instructionId: string): string =>
  `evt_${createHash('sha256').update(instructionId).digest('hex').slice(0, 32)}`;

/** What a collection brought and no refund, decided or not, has claimed of it. */
export function refundableFen(instructions: Iterable<Instruction>, collection: Instruction) {
  let leftFen = collection.decision?.status === 'succeeded' ? collection.amountFen : 0;
  for (const { collectionId, amountFen, decision } of instructions)
    if (collectionId === collection.instructionId && decision?.status !== 'failed')
      leftFen -= amountFen;
  return leftFen;
}

/** How an instruction is answered over the wire. */
export const viewOf = (instruction: Instruction) => ({
  instructionId: instruction.instructionId,
  amountFen: instruction.amountFen,
  ...(instruction.decision ?? { status: 'pending' as const }),
});

/**
 * All money moved on a day in Asia/Shanghai, which has kept UTC+8 without summer time since
 * 1991.
 */
export const statementOf = (instructions: Iterable<Instruction>, date: string): StatementLine[] =>
  [...instructions]
    .flatMap(linesOf)
    .filter(({ occurredAt }) => bankDay(Date.parse(occurredAt)) === date);

export interface StatementLine {
  readonly instructionId: string;
  readonly direction: Direction | 'return';
  readonly amountFen: number;
  readonly occurredAt: string;
}

function linesOf({ behaviour, decision, ...instruction }: Instruction): StatementLine[] {
  if (decision?.status !== 'succeeded') return [];
  const { instructionId, direction } = instruction;
  const { occurredAt } = decision;
  const amountFen = instruction.amountFen + (behaviour.mode === 'misprint' ? 1 : 0);
  const line = { instructionId, direction, amountFen, occurredAt };
  if (behaviour.mode !== 'bounce') return [line];
  const returnedAt = new Date(Date.parse(occurredAt) + 86_400_000).toISOString();
  return [line, { ...line, direction: 'return', occurredAt: returnedAt }];
}

export const bankDay = (epochMillis: number): string =>
  new Date(epochMillis + 8 * 3_600_000).toISOString().slice(0, 10);
