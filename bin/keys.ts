/**
 * `npm run keys -- --rotate`: new keys for sealed data while everything goes on, and how far it
 * is.
 */
import { parseArgs } from 'node:util';
import type { KeyRotation, Progress } from '../lambdas/adapters/key-rotation';
import { tableVariable, variables } from '../lambdas/contract/environment';
import { openKeyRotation } from '../lambdas/platform/composition/key-rotation';
import { enterLaptop } from '../local/operator-shell';
import { type Print, runFromShell } from './shell';

const needed = [tableVariable('users'), variables.sealingKey];

const usage = `Rotates the keys of sealed data. Nothing stops meanwhile: old keys open what they sealed.

  npm run keys -- --progress              which key wraps how many customers' keys
  npm run keys -- --rotate                a new branch key, and every customer's key under it;
                                          begun and not finished, it goes on where it stopped
  npm run keys -- --rotate --data-keys    and a new key for every customer, records sealed anew
  npm run keys -- --retire                removes what nothing has needed for two days
  … --laptop http://127.0.0.1:3000        of a running npm start

Needs AWS credentials and region, and in the environment the deployment's ${needed.join(' and ')}.`;

/** Answers the exit code: 0 done, 1 not all could be moved (run it again), 2 not understood. */
export async function runKeys(
  words: readonly string[],
  open: (laptop: string | undefined) => Promise<KeyRotation>,
  print: Print,
): Promise<0 | 1 | 2> {
  const asked = understand(words);
  if (typeof asked === 'string') {
    print(`keys: ${asked}\n\n${usage}`);
    return 2;
  }
  const rotation = await open(asked.laptop);
  if (asked.retire) {
    const { dataKeys, branchKeys } = await rotation.retire();
    print(`Removed ${dataKeys} customers' keys and ${branchKeys} branch keys.`);
  }
  const skipped = asked.rotate ? await rotate(rotation, asked['data-keys'] ?? false, print) : 0;
  for (const line of linesOf(await rotation.progress())) print(line);
  return skipped === 0 ? 0 : 1;
}

/** How many keys somebody else was writing at the same moment. */
async function rotate(rotation: KeyRotation, renew: boolean, print: Print): Promise<number> {
  const version = await rotation.begin();
  let [moved, skipped] = [0, 0];
  for await (const step of rotation.moveTo(version, renew)) {
    if (step === 'moved') moved += 1;
    else skipped += 1;
    if ((moved + skipped) % 1000 === 0) print(`${moved} keys moved …`);
  }
  print(`${moved} customers' keys are under branch key ${version} now.`);
  if (skipped > 0) print(`${skipped} were being written and stay as they were: run it again.`);
  return skipped;
}

function linesOf({ branchKeys, superseded }: Progress): string[] {
  if (branchKeys.length === 0) return ['There is no branch key yet: nothing was ever sealed.'];
  const total = branchKeys.reduce((sum, { dataKeys }) => sum + dataKeys, 0);
  const newest = branchKeys.at(-1)!;
  const done = total === 0 ? 100 : Math.floor((100 * newest.dataKeys) / total);
  return [
    ...branchKeys.map(({ version, madeAt, dataKeys }) => {
      const role = version === newest.version ? 'wraps' : 'only unwraps';
      return `branch key ${version} of ${madeAt.slice(0, 10)} ${role}: ${dataKeys} of ${total} keys`;
    }),
    `${superseded} customers' keys have a successor and only open.`,
    `${done} % are under the newest branch key.`,
  ];
}

function understand(words: readonly string[]) {
  const options = {
    rotate: { type: 'boolean' },
    'data-keys': { type: 'boolean' },
    retire: { type: 'boolean' },
    progress: { type: 'boolean' },
    laptop: { type: 'string' },
  } as const;
  try {
    const { values } = parseArgs({ args: [...words], options });
    const verbs = [values.rotate, values.retire, values.progress].filter(Boolean).length;
    if (verbs !== 1) return 'say --progress, --rotate or --retire';
    return values['data-keys'] && !values.rotate ? '--data-keys belongs to --rotate' : values;
  } catch (error) {
    return (error as Error).message;
  }
}

if (require.main === module) {
  runFromShell('keys', (given, print) =>
    runKeys(
      given,
      async (laptop) => {
        if (laptop) await enterLaptop(laptop);
        const missing = needed.filter((name) => !process.env[name]);
        if (missing.length > 0) throw new Error(`set ${missing.join(' and ')} in the environment`);
        return openKeyRotation();
      },
      print,
    ),
  );
}
