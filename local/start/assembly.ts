/** Builds and synthesizes the stage as `cdk deploy` would, unless nothing has changed since. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from '../cloud/start-error';
import { inTurn } from './lock';

const root = join(__dirname, '..', '..');
export const assemblyDirectory = join(root, 'dist', 'cdk.out');
const fingerprintFile = join(root, 'dist', 'cdk.out.fingerprint');

/** Everything the template and the bundles are made from. */
const sources = ['bin', 'lib', 'lambdas', 'models', 'statemachines', 'local/build'];
const files = ['cdk.json', 'package.json', 'package-lock.json', 'tsconfig.json'];

/** Of several that start at once, one builds and the others wait for it. */
export const ensureAssembly = (stage: string): Promise<'made' | 'kept'> =>
  inTurn(join(root, 'dist', 'assembly.lock'), () => makeUnlessCurrent(stage));

async function makeUnlessCurrent(stage: string): Promise<'made' | 'kept'> {
  const fingerprint = `${stage} ${fingerprintOf()}`;
  const isCurrent =
    existsSync(join(assemblyDirectory, 'manifest.json')) &&
    existsSync(fingerprintFile) &&
    readFileSync(fingerprintFile, 'utf8') === fingerprint;
  if (isCurrent) return 'kept';
  await run('npx', ['cdk', 'synth', '--quiet', '-c', `stage=${stage}`, '-o', assemblyDirectory]);
  writeFileSync(fingerprintFile, fingerprint);
  return 'made';
}

function fingerprintOf(): string {
  const hash = createHash('sha256');
  for (const file of [...sources.flatMap(filesIn), ...files]) {
    hash.update(file).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((name) => statSync(join(root, name)).isFile())
    .sort();
}

/** Its output is shown only when it fails. */
function run(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      // CloudFormation's own checks change no template: synth, deploy and the tests make them.
      env: { ...process.env, CDK_VALIDATION: 'false' },
    });
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) return resolve();
      const tail = Buffer.concat(output).toString().trim().split('\n').slice(-12).join('\n');
      reject(
        new StartError(`The stage could not be synthesized ("npm run synth" tells more):\n${tail}`),
      );
    });
  });
}
