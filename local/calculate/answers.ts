/** One line of JSON in, one answer out: the core's functions for people and scripts. */
import * as z from 'zod';
import { schedule } from '../../lambdas/core/repayment/schedule';
import { answerCap } from './cap-answer';
import { answerLoan } from './loan-answer';
import { answerRate } from './rate-answer';
import { knownTerms, scheduleInput } from './terms-input';

export interface Refusal {
  readonly error: { readonly code: string; readonly message: string };
}

export type Answer = Readonly<Record<string, unknown>> | Refusal;

export const refusal = (code: string, message: string): Refusal => ({ error: { code, message } });

export const commands = {
  schedule: answerSchedule,
  loan: answerLoan,
  rate: answerRate,
  cap: answerCap,
} as const satisfies Record<string, (input: unknown) => Answer>;

export type Command = keyof typeof commands;

/** Answers one line; whatever is wrong with it becomes an error with a code, never a crash. */
export function answerLine(command: Command, line: string): Answer {
  let input: unknown;
  try {
    input = withoutNulls(JSON.parse(line));
  } catch (error) {
    return refusal('notJson', (error as Error).message);
  }
  if (input === null || typeof input !== 'object' || Array.isArray(input)) {
    return refusal('notAnObject', 'every line is one JSON object');
  }
  try {
    return commands[command](input);
  } catch (error) {
    if (error instanceof z.ZodError) {
      const [issue] = error.issues;
      const where = issue?.path.join('.');
      return refusal('invalidInput', `${where ? `${where}: ` : ''}${issue?.message}`);
    }
    // Money beyond 2^53 fen is refused where it is counted.
    if (error instanceof RangeError) {
      return refusal('outOfRange', error.message);
    }
    throw error;
  }
}

function answerSchedule(input: unknown): Answer {
  const plan = schedule(scheduleInput.parse(input));
  if (!plan.ok) {
    return { error: plan.error };
  }
  const ignored = Object.keys(input as object).filter((key) => !knownTerms.has(key));
  return { ...plan.value, ...(ignored.length === 0 ? {} : { ignored }) };
}

/** A field that is null is a field that is not there. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutNulls);
  }
  if (value === null || typeof value !== 'object') {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== null)
      .map(([key, part]) => [key, withoutNulls(part)]),
  );
}
