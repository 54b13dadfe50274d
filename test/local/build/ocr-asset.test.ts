import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { maximumUnzippedBytes, stageOcrAsset } from '../../../local/build/ocr-asset';
import { renderIdCardBack } from '../../../local/pictures/id-card';
import { inventPerson } from '../../../local/pictures/people';

const root = join(__dirname, '..', '..', '..');

describe("the card reader's asset", () => {
  let folder = '';
  let bytes = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sunlend-ocr-'));
    bytes = await stageOcrAsset(folder);
  }, 30_000);
  afterAll(() => rm(folder, { recursive: true }));

  it('stays far below the limit of Lambda, bundle and models together', () => {
    expect(bytes).toBeGreaterThan(20_000_000);
    expect(bytes).toBeLessThan(maximumUnzippedBytes / 4);
  });

  it('holds the models and one native runtime: linux on arm64', async () => {
    expect((await readdir(join(folder, 'ocr'))).sort()).toEqual([
      'ch_PP-OCRv4_det_infer.onnx',
      'ch_PP-OCRv4_rec_infer.onnx',
      'ppocr_keys_v1.txt',
    ]);
    const packages = join(folder, 'node_modules');
    expect((await readdir(packages)).sort()).toEqual(['onnxruntime-common', 'onnxruntime-node']);
    const binaries = (await readdir(packages, { recursive: true })).filter((file) =>
      /\.(node|dll|dylib)$|\.so/.test(file),
    );
    expect(binaries.sort()).toEqual([
      'onnxruntime-node/bin/napi-v6/linux/arm64/libonnxruntime.so.1',
      'onnxruntime-node/bin/napi-v6/linux/arm64/onnxruntime_binding.node',
    ]);
    const elf = await readFile(join(packages, binaries.at(-1)!));
    // ELF header: at 18 stands the machine, 183 is AArch64.
    expect(elf.readUInt16LE(18)).toBe(183);
  });

  it('reads a card with the bundle beside it, on the host too', async () => {
    await bundleReader(folder);
    const person = inventPerson(3);

    const back = await readInWorker(folder, await renderIdCardBack(person));

    expect(back).toMatchObject({ ok: true, value: { issuer: { value: person.issuer } } });
  }, 60_000);
});

/** Bundled as the functions are. */
async function bundleReader(folder: string): Promise<void> {
  const source = `
    import { join } from 'node:path';
    import { PpocrCardReader } from './lambdas/adapters/ppocr-card-reader';
    export const reader = new PpocrCardReader({ modelFolder: join(__dirname, 'ocr') });`;
  await build({
    stdin: { contents: source, resolveDir: root, loader: 'ts' },
    outfile: join(folder, 'index.js'),
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    external: ['onnxruntime-node'],
  });
}

async function readInWorker(folder: string, picture: Buffer): Promise<unknown> {
  const source = `
    import { createRequire } from 'node:module';
    import { parentPort, workerData } from 'node:worker_threads';
    import { useHostBinaries } from './local/functions/native-binaries';
    useHostBinaries(workerData.nodeModules);
    const { reader } = createRequire(workerData.bundle)(workerData.bundle);
    reader.readBack(workerData.picture).then((reading: unknown) => parentPort!.postMessage(reading));`;
  const file = join(folder, 'worker.js');
  const options = { bundle: true, platform: 'node', format: 'cjs' } as const;
  const built = await build({
    stdin: { contents: source, resolveDir: root, loader: 'ts' },
    write: false,
    ...options,
  });
  await writeFile(file, built.outputFiles[0]!.text);
  const nodeModules = join(root, 'node_modules');
  const workerData = { nodeModules, bundle: join(folder, 'index.js'), picture };
  const worker = new Worker(file, { workerData });
  try {
    return await new Promise((resolve, fail) => {
      worker.once('message', resolve);
      worker.once('error', fail);
    });
  } finally {
    await worker.terminate();
  }
}
