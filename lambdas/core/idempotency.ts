/** Idempotency is a row: key, hash of the request and the answer, committed with the effect. */
import { createHmac } from 'node:crypto';
import { canonicalJson, sha256Of } from './canonical';
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
): Key => ({
  table,
  partition: idempotencyPartition(callerId),
  sort: `${operationId}#${sha256Of(key)}`,
});

/**
 * Same key and same hash: the same answer. Same key, other hash: refused. Only what was asked for
 * counts: a repetition may come with another token, from another address.
 *
 * A MAC under the idempotency key, of which the table holds only a hash: a request may name a card
 * or a phone, and whoever has the table could find so short a number out from a plain hash.
 */
export const requestHash = (
  key: string,
  { params, body }: { readonly params: unknown; readonly body: unknown },
): string =>
  createHmac('sha256', key).update(canonicalJson({ params, body }), 'utf8').digest('hex');

export const rememberAnswer = (
  key: Key,
  hash: string,
  status: number,
  answer: unknown,
): Change => ({
  kind: 'insert',
  item: { key, body: { requestHash: hash, status, answer: JSON.stringify(answer) } },
});
