/** CloudWatch Logs on the laptop: what functions and workflows write, by log group, bounded. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

export interface LogLine {
  readonly line: string;
  readonly atMillis: number;
}

/** Beyond this a group forgets its oldest tenth; the file, if there is one, keeps all. */
const maximumLines = 50_000;

export class CloudLogs {
  private readonly groups = new Map<string, LogLine[]>();

  /** With a folder, every group is also a file in it. */
  constructor(private readonly directory?: string) {
    if (directory !== undefined) mkdirSync(directory, { recursive: true });
  }

  write(group: string, line: string, atMillis: number): void {
    const lines = this.groups.get(group) ?? [];
    lines.push({ line, atMillis });
    if (lines.length > maximumLines) lines.splice(0, maximumLines / 10);
    this.groups.set(group, lines);
    if (this.directory !== undefined) {
      const path = join(this.directory, `${group.replaceAll('/', '_')}.log`);
      appendFileSync(path, `${new Date(atMillis).toISOString()} ${line}\n`);
    }
  }

  names(): string[] {
    return [...this.groups.keys()].sort();
  }

  /** Oldest first. */
  lines(group: string): readonly LogLine[] {
    return this.groups.get(group) ?? [];
  }
}
