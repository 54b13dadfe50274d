/** The first loan of docs/start.md, command by command, against a running laptop. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type RunningLaptop, startRunningLaptop } from '../support/running-laptop';

const root = join(__dirname, '..', '..');
let laptop: RunningLaptop;

beforeAll(async () => {
  laptop = await startRunningLaptop();
}, 600_000);

afterAll(async () => {
  await laptop?.stop();
});

it('a newcomer who types what docs/start.md says gets a loan and settles it', async () => {
  const commands = commandsOf(chapterOf(readFileSync(join(root, 'docs/start.md'), 'utf8')));
  const script = `set -eu\n${commands.replaceAll('http://127.0.0.1:3000', laptop.url)}`;
  expect(script).toContain(laptop.url);
  const { stdout } = await promisify(execFile)('sh', ['-c', script], { cwd: root });
  expect(stdout).toContain('{"status":"verified"}');
  expect(stdout.trim().split('\n').at(-1)).toBe('settled');
}, 600_000);

const chapterOf = (text: string): string =>
  text.split(/^## /m).find((part) => part.startsWith('Your first loan')) ?? '';

/** What stands between the fences that say they are for a shell. */
const commandsOf = (chapter: string): string =>
  [...chapter.matchAll(/^```sh\n(.*?)^```/gms)].map(([, commands]) => commands).join('\n');
