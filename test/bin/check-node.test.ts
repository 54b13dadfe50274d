/** What is said before anything else can fail oddly. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let clone: string;

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'clone-'));
  mkdirSync(join(clone, 'bin'));
  copyFileSync(join(__dirname, '..', '..', 'bin', 'check-node.js'), checkIn(clone));
});
afterEach(() => rmSync(clone, { recursive: true }));

describe('the check before every script', () => {
  it('says in one sentence that nothing is installed', () => {
    expect(run()).toEqual([1, 'The packages are not installed: run "npm ci" first.\n']);
  });

  it('says in one sentence that Node is too old', () => {
    install();
    const [status, said] = run('20.19.0');
    expect(status).toBe(1);
    expect(said).toMatch(/^Sunlend needs Node 22 or newer, this is 20\.19\.0: [^\n]+\.\n$/);
  });

  it('says nothing when all is well', () => {
    install();
    expect(run()).toEqual([0, '']);
  });
});

const checkIn = (folder: string): string => join(folder, 'bin', 'check-node.js');

const install = (): string | undefined =>
  mkdirSync(join(clone, 'node_modules', 'tsx'), { recursive: true });

/** Exit code and complaint, under this Node or one that claims to be another version. */
function run(version?: string): [number | null, string] {
  const disguise = join(clone, 'disguise.js');
  const versions = `{ ...process.versions, node: ${JSON.stringify(version)} }`;
  writeFileSync(
    disguise,
    version ? `Object.defineProperty(process, 'versions', { value: ${versions} });` : '',
  );
  const { status, stderr } = spawnSync(process.execPath, ['-r', disguise, checkIn(clone)]);
  return [status, stderr.toString()];
}
