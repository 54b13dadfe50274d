/** The LevelDB under everything, and where each kind of row lives in it. */
import { create, type Level, type Range, type Stored, type Write } from 'dynalite/db/index.js';

export type { Range, Stored, Write };

/**
 * A sorted map of JSON values. A batch is applied whole or not at all: LevelDB writes it to its
 * log as one record, so that a process killed half-way leaves nothing of it.
 */
export type Database = Pick<Level, 'getSync' | 'batch' | 'iterator' | 'values' | 'close'>;

/** Table names have no '~', so no prefix is the beginning of another. */
export const layout = {
  table: (table: string) => `table~${table}`,
  item: (table: string, key = '') => `item~${table}~${key}`,
  index: (table: string, index: string, key = '') => `index~${table}~${index}~${key}`,
  record: (table: string, sequence = '') => `record~${table}~${sequence}`,
  expiry: (epochSeconds: number, table = '', key = '') =>
    `expiry~${String(epochSeconds).padStart(12, '0')}~${table}~${key}`,
  checkpoint: (table: string, subscriber: string) => `checkpoint~${table}~${subscriber}`,
  token: (token = '') => `token~${token}`,
  sequence: 'sequence',
};

/** Everything whose key begins with the prefix. */
export const under = (prefix: string): Range => ({ gte: prefix, lt: `${prefix}\uffff` });

/**
 * Opens the folder, or memory without one.
 * @throws Error with one sentence for the operator when the folder cannot be used.
 */
export async function openDatabase(directory?: string): Promise<Database> {
  const { db } = create(directory === undefined ? {} : { path: directory });
  try {
    await db.open();
  } catch (error) {
    const cause = (error as Error).cause as (Error & { code?: string }) | undefined;
    throw new Error(
      cause?.code === 'LEVEL_LOCKED'
        ? `The data folder ${directory} is in use by another process: stop it or choose another.`
        : `The data folder ${directory} cannot be written: choose another or allow writing there.`,
      { cause },
    );
  }
  return db;
}
