/** The sandbox bank's memory on disk: one JSON line per change, the last line of a thing counts. */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Account } from './accounts';
import type { Instruction } from './instructions';

export type JournalEntry =
  | { readonly kind: 'account'; readonly account: Account }
  | { readonly kind: 'instruction'; readonly instruction: Instruction };

export interface Journal {
  append(entry: JournalEntry): void;
  read(): readonly JournalEntry[];
}

export const noJournal: Journal = { append: () => {}, read: () => [] };

/** A journal in a folder, which is made if it is missing. */
export function fileJournal(directory: string): Journal {
  const file = join(directory, 'bank.jsonl');
  mkdirSync(directory, { recursive: true });
  return {
    append: (entry) => appendFileSync(file, `${JSON.stringify(entry)}\n`),
    read: () => (existsSync(file) ? parseLines(readFileSync(file, 'utf8')) : []),
  };
}

/** A line cut off by a crash was never acted on: it and nothing before it is dropped. */
function parseLines(text: string): JournalEntry[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as JournalEntry);
}
