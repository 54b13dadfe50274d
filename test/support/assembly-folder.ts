/** Where a test's CDK app writes its assembly: a folder of its own, gone when the file's tests are. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];

// Jest's workers do not tell tests that they end.
afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function assemblyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sunlend-synthesis-'));
  made.push(folder);
  return folder;
}
