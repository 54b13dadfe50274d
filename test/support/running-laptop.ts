/** `npm start -- --serve` in a process of its own, for tests that go over HTTP. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

export interface RunningLaptop {
  readonly url: string;
  stop(): Promise<void>;
}

const root = join(__dirname, '..', '..');

/** Builds and synthesizes first, unless nothing has changed. */
export function startRunningLaptop(...options: readonly string[]): Promise<RunningLaptop> {
  const entry = ['--import', 'tsx', 'bin/start.ts', '--serve', '--json', '--port', '0', ...options];
  const child = spawn(process.execPath, entry, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    let said = '';
    let complained = '';
    child.stderr.on('data', (chunk) => {
      complained += chunk;
    });
    child.stdout.on('data', (chunk) => {
      said += chunk;
      const line = said.split('\n').find((candidate) => candidate.startsWith('{"url"'));
      if (line) resolve({ url: JSON.parse(line).url, stop: () => stop(child) });
    });
    child.once('exit', (code) => reject(new Error(`it ended with ${code}: ${complained}`)));
  });
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.removeAllListeners('exit');
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}
