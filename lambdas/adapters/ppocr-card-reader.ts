/** The card reader on PP-OCRv4: the models run inside the function, no picture leaves it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import type { CardReadError, CardReader, CardReading, TextLine } from '../core/ports/card-reader';
import { failure, type Result, success } from '../core/result';
import type { PictureLimits } from '../core/users/picture';
import { decodePicture } from './picture-decoder';
import type { Region } from './ppocr/sampling';
import { TextDetector } from './ppocr/text-detector';
import { TextRecogniser } from './ppocr/text-recogniser';

export interface PpocrCardReaderOptions {
  /** Holds the model files named below; in a bundle, the folder `ocr` beside it. */
  readonly modelFolder: string;
  readonly limits?: PictureLimits;
  /** Lines the model is less sure of (mean over the characters) are no text to us. */
  readonly minimumConfidence?: number;
  /** Threads of the models; 0 lets the runtime decide. */
  readonly threads?: number;
}

/** The files `modelFolder` must hold. */
export const ocrModelFiles = {
  detection: 'ch_PP-OCRv4_det_infer.onnx',
  recognition: 'ch_PP-OCRv4_rec_infer.onnx',
  characters: 'ppocr_keys_v1.txt',
} as const;

interface Engine {
  readonly detector: TextDetector;
  readonly recogniser: TextRecogniser;
}

/** Loads its models at the first reading and keeps them: one reader a function instance. */
export class PpocrCardReader implements CardReader {
  private engine: Promise<Engine> | undefined;

  constructor(private readonly options: PpocrCardReaderOptions) {}

  /** Loads the models ahead of the first reading. */
  async warmUp(): Promise<void> {
    await this.loaded();
  }

  async read(picture: Uint8Array): Promise<Result<CardReading, CardReadError>> {
    const decoded = decodePicture(picture, this.options.limits);
    if (!decoded.ok) return decoded;
    const pixels = decoded.value;
    const { detector, recogniser } = await this.loaded();
    const lines: TextLine[] = [];
    for (const region of await detector.find(pixels)) {
      const { text, ...confidences } = await recogniser.read(pixels, region);
      if (text.trim() === '' || confidences.confidence < this.minimumConfidence) continue;
      lines.push({ text, ...confidences, box: boxOf(region) });
    }
    if (lines.length === 0) return failure('noTextFound');
    return success({ lines, width: pixels.width, height: pixels.height });
  }

  private get minimumConfidence(): number {
    return this.options.minimumConfidence ?? 0.5;
  }

  private loaded(): Promise<Engine> {
    this.engine ??= this.load().catch((error: unknown) => {
      this.engine = undefined; // the next reading tries again
      throw error;
    });
    return this.engine;
  }

  private async load(): Promise<Engine> {
    const file = (name: string): string => join(this.options.modelFolder, name);
    const settings: InferenceSession.SessionOptions = {
      intraOpNumThreads: this.options.threads ?? 0,
      // The arena keeps the largest size ever used; pictures differ, so memory would only grow.
      enableCpuMemArena: false,
      // Threads that wait by spinning burn the very processor time they wait for.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    };
    const [detection, recognition, characters] = await Promise.all([
      InferenceSession.create(file(ocrModelFiles.detection), settings),
      InferenceSession.create(file(ocrModelFiles.recognition), settings),
      readFile(file(ocrModelFiles.characters), 'utf8'),
    ]);
    return {
      detector: new TextDetector(detection),
      // The model's last class is the space, which the file cannot hold as a line.
      recogniser: new TextRecogniser(recognition, [...characters.split('\n'), ' ']),
    };
  }
}

function boxOf({ origin, right, down }: Region): TextLine['box'] {
  const opposite = { x: right.x + down.x - origin.x, y: right.y + down.y - origin.y };
  return [origin, right, opposite, down];
}
