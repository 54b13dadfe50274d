/** What the account's operator does from a shell: the project's own commands against the laptop. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Cloud } from './cloud/cloud';
import { region } from './template/identifiers';

const root = join(__dirname, '..');

export interface CommandResult {
  readonly ok: boolean;
  readonly output: string;
}

/** `npm run staff -- add …` with the operator's credentials. */
export function runStaffCommand(cloud: Cloud, words: readonly string[]): Promise<CommandResult> {
  const entry = ['--import', 'tsx', 'bin/staff.ts', ...words];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, entry, {
      cwd: root,
      env: { ...process.env, ...operatorEnvironment(cloud) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ ok: code === 0, output: output.trim() }));
  });
}

/** Credentials, region, address, and the names the deployment gave to tables and keys. */
export function operatorEnvironment({ url, operator, deployment }: Cloud): Record<string, string> {
  const names = deployment.functions.map(({ environment }) => environment);
  return {
    ...Object.fromEntries(
      names.flatMap((environment) =>
        Object.entries(environment).filter(([name]) => /^(TABLE_|.*_KEY_ARN$)/.test(name)),
      ),
    ),
    AWS_ENDPOINT_URL: url,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: operator.accessKeyId,
    AWS_SECRET_ACCESS_KEY: operator.secretAccessKey,
  };
}
