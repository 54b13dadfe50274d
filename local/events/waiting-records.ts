/**
 * Records that wait for their next attempt survive a restart: the stream will not bring them
 * again.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StreamRecord } from '../dynamodb/streams';

export interface WaitingRecords {
  load(mappingId: string): readonly StreamRecord[];
  save(mappingId: string, records: readonly StreamRecord[]): void;
}

/** Without a folder nothing survives, neither the tables nor these. */
export const noWaitingRecords: WaitingRecords = { load: () => [], save: () => {} };

export function waitingRecordsIn(directory: string): WaitingRecords {
  const folder = join(directory, 'waiting-records');
  mkdirSync(folder, { recursive: true });
  const fileOf = (mappingId: string) => join(folder, `${mappingId}.json`);
  return {
    load: (mappingId) => {
      const file = fileOf(mappingId);
      return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as StreamRecord[]) : [];
    },
    save: (mappingId, records) => {
      // Renaming is atomic: whoever is killed meanwhile leaves the old list or the new one.
      const file = fileOf(mappingId);
      writeFileSync(`${file}.new`, JSON.stringify(records));
      renameSync(`${file}.new`, file);
    },
  };
}
