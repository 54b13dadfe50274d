/** Runs a command that uses handlers: their middleware is an ES module; tsx cannot require it. */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

/**
 * Bundled as the functions are, in a process of its own. Thousands of calls would fill the screen
 * with metrics and with failures put in on purpose: both are silent.
 * @param stdout `pipe`: into the result; `inherit`: onto the screen.
 */
export function runBundled(
  entryPoint: string,
  words: readonly string[],
  stdout: 'pipe' | 'inherit',
): SpawnSyncReturns<string> {
  const folder = mkdtempSync(join(tmpdir(), 'sunlend-bundled-'));
  const outfile = join(folder, 'command.cjs');
  buildSync({
    entryPoints: [entryPoint],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    conditions: ['import'],
    sourcemap: 'inline',
    logLevel: 'error',
    outfile,
  });
  const run = spawnSync(process.execPath, ['--enable-source-maps', outfile, ...words], {
    stdio: ['inherit', stdout, 'inherit'],
    encoding: 'utf8',
    env: {
      ...process.env,
      POWERTOOLS_METRICS_DISABLED: 'true',
      POWERTOOLS_LOG_LEVEL: 'SILENT',
    },
  });
  rmSync(folder, { recursive: true });
  return run;
}
