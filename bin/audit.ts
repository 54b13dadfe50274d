/** `npm run audit -- --verify`: proves that no entry of the audit trail was touched. */
import { parseArgs } from 'node:util';
import { tableVariable } from '../lambdas/contract/environment';
import type { Store } from '../lambdas/core/ports/store';
import { subjects } from '../lambdas/core/users/audit-chain';
import { type Finding, verifyChain } from '../lambdas/core/users/audit-verification';
import { openStore } from '../lambdas/platform/composition/store';
import { enterLaptop } from '../local/operator-shell';
import { type Print, runFromShell } from './shell';

const needed = tableVariable('users');

const usage = `Checks the audit trail, entry by entry: none was changed, removed or inserted.

  npm run audit -- --verify                  every chain there is
  npm run audit -- --verify --customer ID    one customer's, or one staff member's
  … --laptop http://127.0.0.1:3000           of a running npm start

Needs AWS credentials and region, and in the environment the deployment's ${needed}.`;

/** Answers the exit code: 0 untouched, 1 something was found, 2 not understood. */
export async function runAudit(
  words: readonly string[],
  open: (laptop: string | undefined) => Promise<Store>,
  print: Print,
): Promise<0 | 1 | 2> {
  const asked = understand(words);
  if (typeof asked === 'string') {
    print(`audit: ${asked}\n\n${usage}`);
    return 2;
  }
  const store = await open(asked.laptop);
  let [chains, entries, found] = [0, 0, 0];
  for await (const subjectId of asked.customer ? [asked.customer] : subjects(store)) {
    const verified = await verifyChain(store, subjectId);
    chains += 1;
    entries += verified.entries;
    found += verified.findings.length;
    for (const finding of verified.findings) print(`${subjectId}: ${sentenceOf(finding)}`);
  }
  print(`${entries} entries in ${chains} chains: ${found === 0 ? 'untouched' : `${found} found`}.`);
  return found === 0 ? 0 : 1;
}

const sentenceOf = ({ what, sequence, through }: Finding): string =>
  sequence === through ? `entry ${sequence} was ${what}` : `${sequence} to ${through} were ${what}`;

interface Asked {
  readonly customer?: string | undefined;
  readonly laptop?: string | undefined;
}

/** What is asked for, or in a sentence what is wrong with it. */
function understand(words: readonly string[]): Asked | string {
  const options = {
    verify: { type: 'boolean' },
    customer: { type: 'string' },
    laptop: { type: 'string' },
  } as const;
  try {
    const { values } = parseArgs({ args: [...words], options });
    if (!values.verify) return 'say --verify';
    const isId = values.customer === undefined || /^(cus|stf)_[a-z2-7]{26}$/.test(values.customer);
    return isId ? values : 'the customer is an id like cus_…';
  } catch (error) {
    return (error as Error).message;
  }
}

if (require.main === module) {
  runFromShell('audit', (given, print) =>
    runAudit(
      given,
      async (laptop) => {
        if (laptop) await enterLaptop(laptop);
        if (!process.env[needed]) throw new Error(`set ${needed} in the environment`);
        return openStore();
      },
      print,
    ),
  );
}
