/** `npm run simulate -- --loans 1000 --months 12 [--seed S] [--json]`: see local/simulation. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

// Bundled as the functions are: the handlers' middleware is an ES module, which tsx cannot require.
const folder = mkdtempSync(join(tmpdir(), 'sunlend-simulation-'));
const outfile = join(folder, 'simulate.cjs');
buildSync({
  entryPoints: ['local/simulation/command.ts'],
  bundle: true,
  platform: 'node',
  format: 'cjs',
  conditions: ['import'],
  sourcemap: 'inline',
  logLevel: 'error',
  outfile,
});
const run = spawnSync(
  process.execPath,
  ['--enable-source-maps', outfile, ...process.argv.slice(2)],
  {
    stdio: 'inherit',
    // A year of nights would fill the screen with metrics and with failures put in on purpose.
    env: {
      ...process.env,
      POWERTOOLS_METRICS_DISABLED: 'true',
      POWERTOOLS_LOG_LEVEL: 'SILENT',
    },
  },
);
rmSync(folder, { recursive: true });
process.exitCode = run.status ?? 1;
