/** The folder of `--data`: small JSON files of what must be the same at the next start. */
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { StartError } from './start-error';

/** A record of texts that outlives the process, if the data does. */
export interface TextStore {
  load(): Record<string, string>;
  save(values: Readonly<Record<string, string>>): void;
}

/** Without a folder nothing is kept. */
export class DataDirectory {
  /** @throws StartError when the folder cannot be written. */
  constructor(private readonly directory: string | undefined) {
    if (directory === undefined) return;
    try {
      mkdirSync(directory, { recursive: true });
      accessSync(directory, constants.W_OK);
    } catch (cause) {
      const advice = 'choose another with --data, or leave it out to keep everything in memory.';
      throw new StartError(`The folder ${directory} cannot be written: ${advice}`, { cause });
    }
  }

  /** A folder in it; undefined when data is kept in memory. */
  path(name: string): string | undefined {
    return this.directory === undefined ? undefined : join(this.directory, name);
  }

  /** Readable by the owner only: keys and secrets lie in such files. */
  texts(name: string): TextStore {
    const path = this.path(name);
    if (path === undefined) return { load: () => ({}), save: () => {} };
    return {
      load: () => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}),
      save: (values) => {
        writeFileSync(`${path}.new`, JSON.stringify(values), { mode: 0o600 });
        renameSync(`${path}.new`, path);
      },
    };
  }
}
