/** Lets a bundle packed for Lambda's processor run on this one. */
import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * A bundle carries native binaries for linux/arm64 only. Where one for the host is asked for and
 * not there, the same file of the project's own `node_modules` is taken. To be called in a
 * function's worker thread before its bundle is loaded; the JavaScript stays the bundle's.
 * @param nodeModules the project's folder of packages.
 */
export function useHostBinaries(nodeModules: string): void {
  registerHooks({
    resolve(specifier, context, nextResolve) {
      if (!specifier.endsWith('.node')) return nextResolve(specifier, context);
      try {
        return nextResolve(specifier, context);
      } catch (error) {
        const file = hostBinary(specifier, context.parentURL, nodeModules);
        if (!file) throw error;
        return { url: pathToFileURL(file).href, shortCircuit: true };
      }
    },
  });
}

/** `<bundle>/node_modules/<package>/<path>` is looked for as `<nodeModules>/<package>/<path>`. */
function hostBinary(
  specifier: string,
  parentUrl: string | undefined,
  nodeModules: string,
): string | undefined {
  if (!parentUrl?.startsWith('file:')) return undefined;
  const asked = fileURLToPath(new URL(specifier, parentUrl));
  const marker = `${sep}node_modules${sep}`;
  const at = asked.lastIndexOf(marker);
  if (at === -1) return undefined;
  const file = join(nodeModules, asked.slice(at + marker.length));
  return existsSync(file) ? file : undefined;
}
