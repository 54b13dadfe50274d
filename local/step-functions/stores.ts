/** Where executions are kept: in memory, or as one JSON file each in a folder. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionRecord, ExecutionStore } from './records';

/** Keeps the text of each record, so that a later change to the record does not reach into it. */
export class MemoryStore implements ExecutionStore {
  private readonly texts = new Map<string, string>();

  save(record: ExecutionRecord): void {
    this.texts.set(record.arn, JSON.stringify(record));
  }

  load(): ExecutionRecord[] {
    return [...this.texts.values()].map((text) => JSON.parse(text));
  }
}

/** Keeps nothing: for machines nobody will ask about after the process has gone. */
export const forgetful: ExecutionStore = { save: () => {}, load: () => [] };

/** One file per execution, replaced by renaming: a crash leaves the old record or the new one. */
export class FolderStore implements ExecutionStore {
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  save(record: ExecutionRecord): void {
    // Execution names may hold characters a file system refuses: the file is named by digest.
    const digest = createHash('sha256').update(record.arn).digest('hex').slice(0, 32);
    const path = join(this.folder, `${digest}.json`);
    writeFileSync(`${path}.new`, JSON.stringify(record));
    renameSync(`${path}.new`, path);
  }

  load(): ExecutionRecord[] {
    return readdirSync(this.folder)
      .filter((name) => name.endsWith('.json'))
      .map((name): ExecutionRecord => JSON.parse(readFileSync(join(this.folder, name), 'utf8')))
      .sort((a, b) => a.startedMillis - b.startedMillis);
  }
}
