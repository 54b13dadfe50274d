/** Hands pictures to the face model's worker, which starts with the first of them. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Result } from '../../lambdas/core/result';
import type { PictureError } from '../../lambdas/core/users/picture';
import { type AnalysedPicture, type FaceAnalyser, type ModelPart, modelParts } from './faces';
import type { FromWorker, ToWorker } from './worker-messages';

type Analysis = Result<AnalysedPicture, PictureError>;

interface Waiting {
  readonly resolve: (analysis: Analysis) => void;
  readonly reject: (error: Error) => void;
}

/** A reference picture is analysed at liveness and compared a moment later: remember a few. */
const rememberedPictures = 32;

export class WorkerAnalyser implements FaceAnalyser {
  private worker: Worker | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private readonly known = new Map<string, Promise<Analysis>>();
  private count = 0;

  /** @param onProgress hears each loaded part of the model and how many of how many are there. */
  constructor(
    private readonly onProgress: (part: ModelPart, loaded: number, of: number) => void = () => {},
  ) {}

  /** Starts loading the model without waiting for it. */
  warmUp(): void {
    this.worker ??= this.start();
  }

  analyse(picture: Uint8Array): Promise<Analysis> {
    const name = createHash('sha256').update(picture).digest('base64');
    const known = this.known.get(name);
    if (known) return known;
    const analysis = this.ask(picture);
    this.known.set(name, analysis);
    analysis.catch(() => this.known.delete(name));
    const [oldest] = this.known.keys();
    if (this.known.size > rememberedPictures && oldest) this.known.delete(oldest);
    return analysis;
  }

  async close(): Promise<void> {
    await this.worker?.terminate();
  }

  private ask(picture: Uint8Array): Promise<Analysis> {
    this.worker ??= this.start();
    const id = this.count++;
    const message: ToWorker = { id, picture };
    const answer = new Promise<Analysis>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
    });
    this.worker.ref(); // someone waits: the process must not end now
    this.worker.postMessage(message);
    return answer;
  }

  private start(): Worker {
    // The worker is TypeScript as all of local/, whoever starts it: tsx or jest.
    const execArgv = ['--import', require.resolve('tsx')];
    const worker = new Worker(join(__dirname, 'face-worker.ts'), { execArgv });
    worker.unref();
    worker.on('message', (message: FromWorker) => this.hear(message));
    worker.on('error', (error) =>
      this.giveUp(error instanceof Error ? error : new Error(`${error}`)),
    );
    worker.on('exit', () => this.giveUp(new Error('the face model has stopped')));
    return worker;
  }

  private hear(message: FromWorker): void {
    if (message.kind === 'loaded') {
      const loaded = modelParts.indexOf(message.part) + 1;
      this.onProgress(message.part, loaded, modelParts.length);
      return;
    }
    const waiting = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if (this.waiting.size === 0) this.worker?.unref();
    if (message.kind === 'analysed') waiting?.resolve(message.result);
    else waiting?.reject(new Error(`the face model failed: ${message.message}`));
  }

  /** The next picture starts a new worker. */
  private giveUp(error: Error): void {
    this.worker = undefined;
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}
