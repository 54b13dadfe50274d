/** `npm run staff -- add --role reviewer --label anna`: who works here, and their first ticket. */
import { parseArgs } from 'node:util';
import { tableVariable } from '../lambdas/contract/environment';
import { staffRoles } from '../lambdas/contract/route';
import {
  addStaff,
  listStaff,
  removeStaff,
  renewTicket,
  type StaffServices,
  type Ticketed,
} from '../lambdas/core/users/staff';
import { openRandom } from '../lambdas/platform/composition/random';
import { openStore } from '../lambdas/platform/composition/store';

const needed = tableVariable('users');

const usage = `Lets somebody work here, or no longer. There is no way to do this over the API.

  npm run staff -- add --role ROLE --label NAME    ROLE: ${staffRoles.join(', ')}
  npm run staff -- ticket --staff STAFF_ID         a new ticket; passkeys and sessions end
  npm run staff -- remove --staff STAFF_ID
  npm run staff -- list

Staff sign in with a passkey only. A ticket lets one person create one, once, within a day:
hand it over in person. Needs AWS credentials and region, and ${needed} in the environment.`;

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
  const services = open();
  switch (asked.command) {
    case 'add':
      return handOver(await addStaff(services, asked, now), print);
    case 'ticket':
      return handOver(await renewTicket(services, asked.staffId, now), print);
    case 'remove': {
      const removed = await removeStaff(services.store, asked.staffId, now);
      print(removed ? 'No longer staff: sessions and passkeys have ended.' : 'Not staff.');
      return removed ? 0 : 1;
    }
    case 'list':
      for (const { staffId, role, label, addedAt } of await listStaff(services.store))
        print(`${staffId}  ${role.padEnd(10)}${addedAt.slice(0, 10)}  ${label}`);
      return 0;
  }
}

function handOver(ticketed: Ticketed | undefined, print: Print): 0 | 1 {
  if (!ticketed) {
    print('Not staff.');
    return 1;
  }
  const { staff, ticket } = ticketed;
  print(`${staff.staffId} may create a passkey as ${staff.role}, once, within a day, with`);
  print(ticket);
  return 0;
}

type Asked =
  | { readonly command: 'add'; readonly role: string; readonly label: string }
  | { readonly command: 'ticket' | 'remove'; readonly staffId: string }
  | { readonly command: 'list' };

/** What is asked for, or in a sentence what is wrong with it. */
function understand(words: readonly string[]): Asked | string {
  const option = { type: 'string' } as const;
  const options = { role: option, label: option, staff: option };
  let parsed: ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>;
  try {
    parsed = parseArgs({ args: [...words], options, allowPositionals: true });
  } catch (error) {
    return (error as Error).message;
  }
  const { role = '', label = '', staff = '' } = parsed.values;
  const [command, ...more] = parsed.positionals;
  if (more.length > 0) return 'say one thing at a time';
  switch (command) {
    case 'add':
      if (!staffRoles.some((known) => known === role)) return 'no such role';
      return /^[\p{L}\p{N} ._@-]{1,40}$/u.test(label)
        ? { command, role, label }
        : 'the label is a name of at most 40 letters';
    case 'ticket':
    case 'remove':
      return /^stf_[a-z2-7]{26}$/.test(staff)
        ? { command, staffId: staff }
        : 'the staff id begins with stf_';
    case 'list':
      return { command };
    default:
      return 'say add, ticket, remove or list';
  }
}

const openServices = (): StaffServices => {
  if (!process.env[needed]) throw new Error(`set ${needed} in the environment`);
  return { store: openStore(), random: openRandom() };
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
