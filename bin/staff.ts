/** `npm run staff -- add --role reviewer --phone 13900000000`: who may sign in as staff. */
import { parseArgs } from 'node:util';
import { tableVariable, variables } from '../lambdas/contract/environment';
import { staffRoles } from '../lambdas/contract/route';
import { parsePhoneNumber } from '../lambdas/core/users/phone-number';
import { addStaff, removeStaff, type StaffServices } from '../lambdas/core/users/staff';
import { openRandom } from '../lambdas/platform/composition/random';
import { openStore } from '../lambdas/platform/composition/store';
import { openVault } from '../lambdas/platform/composition/vault';

const needed = [tableVariable('users'), variables.blindIndexKey];

const usage = `Lets a phone sign in as staff, or no longer. There is no way to do this over the API.

  npm run staff -- add --role ROLE --phone PHONE    ROLE: ${staffRoles.join(', ')}
  npm run staff -- remove --phone PHONE

Needs AWS credentials and region, and in the environment the deployment's ${needed.join(' and ')}.`;

export type Print = (line: string) => void;

/** Answers the exit code: 0 done, 1 refused, 2 not understood. */
export async function runStaff(
  words: readonly string[],
  open: () => StaffServices,
  print: Print,
  now: number,
): Promise<0 | 1 | 2> {
  const asked = understand(words);
  if (typeof asked === 'string') {
    print(`staff: ${asked}\n\n${usage}`);
    return 2;
  }
  const { command, phone, role } = asked;
  if (command === 'remove') {
    const removed = await removeStaff(open(), phone);
    print(
      removed ? 'No longer staff. A session under way ends within twelve hours.' : 'Not staff.',
    );
    return removed ? 0 : 1;
  }
  const added = await addStaff(open(), { phone, role }, now);
  if (added.ok) {
    print(`${added.value.staffId} may now sign in as ${role}.`);
    return 0;
  }
  print(
    added.error === 'phoneOfBorrower'
      ? 'This phone belongs to a borrower: staff need a phone of their own.'
      : 'Somebody changed the same entry at this moment; try again.',
  );
  return 1;
}

interface Asked {
  readonly command: 'add' | 'remove';
  readonly phone: string;
  readonly role: string;
}

/** What is asked for, or in a sentence what is wrong with it. */
function understand(words: readonly string[]): Asked | string {
  const options = { role: { type: 'string' }, phone: { type: 'string' } } as const;
  let parsed: ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>;
  try {
    parsed = parseArgs({ args: [...words], options, allowPositionals: true });
  } catch (error) {
    return (error as Error).message;
  }
  const [command, ...more] = parsed.positionals;
  if ((command !== 'add' && command !== 'remove') || more.length > 0) return 'say add or remove';
  const phone = parsePhoneNumber(parsed.values.phone ?? '');
  if (!phone.ok) return 'the phone is a mobile number of eleven digits';
  const role = parsed.values.role ?? '';
  if (command === 'add' && !staffRoles.some((known) => known === role)) return 'no such role';
  return { command, phone: phone.value, role };
}

const openServices = (): StaffServices => {
  const missing = needed.filter((name) => !process.env[name]);
  if (missing.length > 0) throw new Error(`set ${missing.join(' and ')} in the environment`);
  return { store: openStore(), vault: openVault(), random: openRandom() };
};

if (require.main === module) {
  runStaff(process.argv.slice(2), openServices, console.log, Date.now()).then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      console.error(`staff: ${error instanceof Error ? error.message : error}`);
      process.exitCode = 1;
    },
  );
}
