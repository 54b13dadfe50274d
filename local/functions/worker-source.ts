/** The worker's own code as one text, so that a thread can start from it wherever we run. */
import { join } from 'node:path';
import { buildSync } from 'esbuild';

let source: string | undefined;

/** Built once a process: a thread knows neither the TypeScript loader nor jest's transformer. */
export function workerSource(): string {
  if (source !== undefined) return source;
  const { outputFiles } = buildSync({
    entryPoints: [join(__dirname, 'worker.ts')],
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    write: false,
  });
  source = outputFiles[0]?.text ?? '';
  return source;
}
