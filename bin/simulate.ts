/** `npm run simulate -- --loans 1000 --months 12 [--seed S] [--json]`: see local/simulation. */
import { runBundled } from '../local/build/bundled-run';

const run = runBundled('local/simulation/command.ts', process.argv.slice(2), 'inherit');
process.exitCode = run.status ?? 1;
