/** Idempotency is a row: key, hash of the request and the answer, committed with the effect. */
import { createHash } from 'node:crypto';
import type { Change, Key, TableName } from './ports/store';

export interface StoredAnswer {
  readonly requestHash: string;
  readonly status: number;
  /** The answer's body as JSON text. */
  readonly answer: string;
}

export const idempotencyKey = (
  table: TableName,
  callerId: string,
  operationId: string,
  key: string,
): Key => ({ table, partition: `IDEMPOTENCY#${callerId}`, sort: `${operationId}#${key}` });

/** Same key and same hash: the same answer. Same key, other hash: refused. */
export const requestHash = (request: { params: unknown; body: unknown }): string =>
  createHash('sha256').update(canonicalJson(request)).digest('hex');

export const rememberAnswer = (
  key: Key,
  hash: string,
  status: number,
  answer: unknown,
): Change => ({
  kind: 'insert',
  item: { key, body: { requestHash: hash, status, answer: JSON.stringify(answer) } },
});

/** JSON with sorted member names, so that equal requests hash alike. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
