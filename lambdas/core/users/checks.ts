/** Rows of identity checks under way: uploads, readings and liveness sessions of one customer. */
import type { Key } from '../ports/store';

/** Apart from the customer's lasting rows, so that those are read in one go. */
export const checksPartition = (customerId: string): string => `CHECKS#${customerId}`;

const checkRow =
  (prefix: string) =>
  (customerId: string, checkId: string): Key => ({
    table: 'users',
    partition: checksPartition(customerId),
    sort: `${prefix}#${checkId}`,
  });

export const uploadKey = checkRow('UPLOAD');
export const readingKey = checkRow('READING');
export const livenessKey = checkRow('LIVENESS');

export const livenessFailuresKey = (customerId: string): Key => ({
  table: 'users',
  partition: checksPartition(customerId),
  sort: 'LIVENESS_FAILURES',
});

/** Kept a day beyond its use, so that "expired" and "used" can be told from "never was". */
export const checkKeptSeconds = 86_400;
