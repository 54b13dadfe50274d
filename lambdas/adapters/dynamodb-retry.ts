/** When a DynamoDB request is repeated: an error may mean 'no effect' or 'nobody knows'. */

import type { CancellationReason } from '@aws-sdk/client-dynamodb';
import { UncertainWriteError } from '../core/ports/store';

export interface Patience {
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly pause: (millis: number) => Promise<void>;
}

export const patience: Patience = {
  random: Math.random,
  pause: (millis) => new Promise((resolve) => setTimeout(resolve, millis)),
};

/** A part of a batch has not been read: it would be later. */
export class RowsLeftError extends Error {
  override readonly name = 'RowsLeftError';
}

const attempts = 6;
const firstPauseMillis = 25;
const longestPauseMillis = 1_000;

/** DynamoDB says that it has done nothing and would do it later. */
const turnedAway = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RowsLeftError',
  'ThrottlingException',
  'TransactionConflictException',
  'TransactionInProgressException',
]);

/** The reasons of a cancelled transaction that pass by themselves. */
const passing = new Set([
  'None',
  'ProvisionedThroughputExceeded',
  'ThrottlingError',
  'TransactionConflict',
]);

/**
 * Sends until it succeeds, with growing pauses of random length.
 * @param repeatable whether a second effect is impossible or harmless. After an error that leaves
 * the effect unknown, only such a request is sent again.
 * @throws UncertainWriteError when a repeated condition fails that the first attempt, whose answer
 * was lost, may itself have made fail.
 */
export async function persist<T>(
  send: () => Promise<T>,
  repeatable: boolean,
  { random, pause }: Patience,
): Promise<T> {
  let unknown: unknown;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      if (unknown !== undefined && nameOf(error) === 'ConditionalCheckFailedException') {
        throw new UncertainWriteError('a write whose answer was lost', { cause: unknown });
      }
      const isUnknown = isEffectUnknown(error);
      if (isUnknown) unknown = error;
      const mayRepeat = isUnknown ? repeatable : isTurnedAway(error);
      if (!mayRepeat || attempt >= attempts) throw error;
    }
    await pause(random() * Math.min(firstPauseMillis * 2 ** attempt, longestPauseMillis));
  }
}

export const reasonsOf = (error: unknown): readonly CancellationReason[] =>
  (error as { CancellationReasons?: CancellationReason[] }).CancellationReasons ?? [];

const nameOf = (error: unknown) => (error as Error | undefined)?.name ?? '';

function isTurnedAway(error: unknown): boolean {
  if (turnedAway.has(nameOf(error))) return true;
  const reasons = reasonsOf(error);
  return reasons.length > 0 && reasons.every(({ Code }) => passing.has(Code ?? 'None'));
}

/** No answer from the service, or one that it has failed inside. */
function isEffectUnknown(error: unknown): boolean {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  return (status === undefined || status >= 500) && !isTurnedAway(error);
}
