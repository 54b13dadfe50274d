/** What the deployment called its tables and keys: for whoever works on them from outside. */
import type { Deployment } from '../template/deployment';

/** Where a folder of `--data` keeps them, so that it can be read without the laptop. */
export const deployedNamesFile = 'names.json';

/** The variables by which functions find tables and keys. */
export const deployedNames = ({ functions }: Deployment): Record<string, string> =>
  Object.fromEntries(
    functions.flatMap(({ environment }) =>
      Object.entries(environment).filter(([name]) => /^(TABLE_|.*_KEY_ARN$)/.test(name)),
    ),
  );
