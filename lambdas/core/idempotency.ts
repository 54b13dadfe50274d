/** Idempotency is a row: key, hash of the request and the answer, committed with the effect. */
import { sha256Of } from './canonical';
import type { Change, Key, TableName } from './ports/store';

export interface StoredAnswer {
  readonly requestHash: string;
  readonly status: number;
  /** The answer's body as JSON text. */
  readonly answer: string;
}

/** All answers kept for one caller in one table. */
export const idempotencyPartition = (callerId: string): string => `IDEMPOTENCY#${callerId}`;

export const idempotencyKey = (
  table: TableName,
  callerId: string,
  operationId: string,
  key: string,
): Key => ({ table, partition: idempotencyPartition(callerId), sort: `${operationId}#${key}` });

/**
 * Same key and same hash: the same answer. Same key, other hash: refused. Only what was asked for
 * counts: a repetition may come with another token, from another address.
 */
export const requestHash = ({ params, body }: { params: unknown; body: unknown }): string =>
  sha256Of({ params, body });

export const rememberAnswer = (
  key: Key,
  hash: string,
  status: number,
  answer: unknown,
): Change => ({
  kind: 'insert',
  item: { key, body: { requestHash: hash, status, answer: JSON.stringify(answer) } },
});
