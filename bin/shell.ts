/** Runs a command from the shell: its words in, lines out, and its exit code at the end. */
import { tableVariable } from '../lambdas/contract/environment';
import type { Store, TableName } from '../lambdas/core/ports/store';
import { openStore } from '../lambdas/platform/composition/store';
import { enterKept, enterLaptop } from '../local/operator-shell';

export type Print = (line: string) => void;

export function runFromShell(
  name: string,
  run: (words: readonly string[], print: Print) => Promise<number>,
): void {
  run(process.argv.slice(2), console.log).then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      console.error(`${name}: ${error instanceof Error ? error.message : error}`);
      process.exitCode = 1;
    },
  );
}

/** Where the rows are: on a running laptop, in the folder of one that was stopped, else in AWS. */
export interface Place {
  readonly laptop?: string | undefined;
  readonly data?: string | undefined;
}

export type OpenStore = (place: Place) => Promise<Store>;

/** For `parseArgs`, beside the command's own. */
export const placeOptions = { laptop: { type: 'string' }, data: { type: 'string' } } as const;

/** @throws Error with one sentence when two places are named. */
export function placeOf({ laptop, data }: Place): Place {
  if (laptop !== undefined && data !== undefined) throw new Error('say --laptop or --data');
  return { laptop, data };
}

/** The end of the command's usage. */
export const placeUsage = (table: TableName): string => `\
  … --laptop http://127.0.0.1:3000    of a running npm start
  … --data DIR                        of one that was stopped and kept its data in DIR

Without either: of AWS, with credentials, region and the deployment's
${tableVariable(table)} in the environment.`;

type Run = (words: readonly string[], open: OpenStore, print: Print) => Promise<number>;

export const runOnStore = (name: string, table: TableName, run: Run): void =>
  runFromShell(name, onStore(table, run));

/** Opens the rows that the command asks for, and lets go of them when it has ended. */
export const onStore =
  (table: TableName, run: Run) =>
  (words: readonly string[], print: Print): Promise<number> => {
    let leave = async (): Promise<void> => {};
    const open = async (place: Place): Promise<Store> => {
      leave = await enter(place);
      return openTable(table);
    };
    return run(words, open, print).finally(() => leave());
  };

/** Sets the environment to a place; @returns what ends the stay. */
export async function enter({ laptop, data }: Place): Promise<() => Promise<void>> {
  if (data !== undefined) return enterKept(data);
  if (laptop !== undefined) await enterLaptop(laptop);
  return async () => {};
}

/** @throws Error with one sentence when the environment does not name the table. */
export function openTable(table: TableName): Store {
  const needed = tableVariable(table);
  if (!process.env[needed]) throw new Error(`set ${needed} in the environment`);
  return openStore();
}
