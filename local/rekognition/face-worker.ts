/** The worker thread of the face model: its half second a picture must block nobody. */
import { parentPort } from 'node:worker_threads';
import { decodePicture } from '../../lambdas/adapters/picture-decoder';
import { success } from '../../lambdas/core/result';
import { findFaces, loadModel } from './face-model';
import type { FromWorker, ToWorker } from './worker-messages';

const port = parentPort!;
const tell = (message: FromWorker): void => port.postMessage(message);
const loaded = loadModel((part) => tell({ kind: 'loaded', part }));

// One picture after the other: the model keeps one core busy, two at once would only be slower.
let previous: Promise<void> = Promise.resolve();

port.on('message', ({ id, picture }: ToWorker) => {
  previous = previous.then(() => answer(id, picture));
});

async function answer(id: number, picture: Uint8Array): Promise<void> {
  try {
    await loaded;
    const pixels = decodePicture(picture);
    if (!pixels.ok) return tell({ kind: 'analysed', id, result: pixels });
    const { width, height } = pixels.value;
    const faces = await findFaces(pixels.value);
    tell({ kind: 'analysed', id, result: success({ width, height, faces }) });
  } catch (error) {
    tell({ kind: 'failed', id, message: String(error) });
  }
}
