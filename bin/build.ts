/** Bundles every function in one esbuild call, into dist/functions/<operationId>/index.js. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { functions } from '../lambdas/contract/functions';
import { handlerFile } from '../lambdas/contract/route';
import { routes } from '../lambdas/contract/routes';
import type { CapRule } from '../lambdas/core/orders/cap';
import type { Product } from '../lambdas/core/orders/product';
import { publishProduct } from '../lambdas/core/orders/product-publication';
import { openCatalogue, openProducts } from '../lambdas/platform/composition/products';
import { stageIpAsset } from '../local/build/ip-asset';
import { maximumUnzippedBytes, stageOcrAsset } from '../local/build/ocr-asset';

/** The functions to which an application comes: each has the databases of addresses beside it. */
export const asksForAddresses = ['applyForLimit', 'submitOrder'];

const root = join(__dirname, '..');
const roomForBundleBytes = 10 * 1024 * 1024;
export const functionsFolder = join(root, 'dist', 'functions');

export interface Bundle {
  readonly operationId: string;
  readonly handler: string;
  readonly bytes: number;
  /** The packages of node_modules that went in. */
  readonly packages: readonly string[];
}

const operations = [...routes, ...functions];

/** Handler files that the contract asks for and that do not exist. */
export const missingHandlers = (): string[] =>
  operations.map(handlerFile).filter((file) => !existsSync(join(root, file)));

/**
 * Throws one sentence for a product that may not be published: two people have approved every
 * version beforehand, and none of its combinations costs more than the cap.
 */
export function requirePublishable(catalogue: readonly Product[], caps: readonly CapRule[]): void {
  for (const product of catalogue) {
    const published = publishProduct(product, caps);
    if (published.ok) continue;
    const version = `${product.code} version ${product.version}`;
    throw new Error(`${version} may not be published: ${published.error.message}.`);
  }
}

/** Throws one sentence when a handler is missing; answers with each bundle's size. */
async function bundleFunctions(folder: string): Promise<readonly Bundle[]> {
  const missing = missingHandlers();
  if (missing.length > 0) {
    throw new Error(`The contract names operations without a handler: ${missing.join(', ')}.`);
  }
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: operations.map((operation) => ({
      in: handlerFile(operation),
      out: `${operation.operationId}/index`,
    })),
    outdir: folder,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    // ES modules first: only they can be shaken free of what is not used.
    mainFields: ['module', 'main'],
    // Native code, laid beside the one bundle that needs it.
    external: ['onnxruntime-node'],
    sourcemap: true,
    sourcesContent: false,
    legalComments: 'none',
    metafile: true,
    logLevel: 'error',
  });
  return operations.map(({ operationId, capability }) => {
    const handler = handlerFile({ operationId, capability });
    const output = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint === handler);
    if (!output) throw new Error(`esbuild made no bundle of ${handler}`);
    return { operationId, handler, bytes: output.bytes, packages: packagesIn(output.inputs) };
  });
}

/** An input that was shaken off to nothing does not count. */
function packagesIn(inputs: Metafile['outputs'][string]['inputs']): string[] {
  const names = Object.entries(inputs)
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([path]) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1])
    .filter((name) => name !== undefined);
  return [...new Set(names)].sort();
}

export interface Build {
  readonly bundles: readonly Bundle[];
  /** What lies beside the bundle of readCard: models and native runtime. */
  readonly modelBytes: number;
}

/** Bundles into an empty folder and lays the card reader's models beside its bundle. */
export async function buildFunctions(folder: string): Promise<Build> {
  requirePublishable(openProducts(), openCatalogue().capRules);
  await rm(folder, { recursive: true, force: true });
  const bundles = await bundleFunctions(folder);
  const modelBytes = await stageOcrAsset(join(folder, 'readCard'));
  await stageIpAsset(asksForAddresses.map((operationId) => join(folder, operationId)));
  if (modelBytes > maximumUnzippedBytes - roomForBundleBytes) {
    throw new Error(`readCard weighs ${modelBytes} bytes: more than Lambda takes.`);
  }
  return { bundles, modelBytes };
}

async function main(): Promise<void> {
  const startedAt = performance.now();
  const { bundles, modelBytes } = await buildFunctions(functionsFolder);
  const kilobytes = bundles.reduce((sum, { bytes }) => sum + bytes, 0) / 1000;
  const seconds = (performance.now() - startedAt) / 1000;
  console.error(
    `Bundled ${bundles.length} functions, ${Math.round(kilobytes)} kB and ` +
      `${Math.round(modelBytes / 1e6)} MB of models, in ${seconds.toFixed(1)} s.`,
  );
}

if (require.main === module) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
