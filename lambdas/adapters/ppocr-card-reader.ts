/** The card reader on PP-OCRv4: the models run inside the function, no picture leaves it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import type { CardReadError, CardReader } from '../core/ports/card-reader';
import { failure, type Result } from '../core/result';
import type { CardSide } from '../core/users/card-upload';
import { greyPicture } from '../core/users/grey-picture';
import type { IdCardBack, IdCardFront, IdCardReadError } from '../core/users/id-card';
import { parseIdCardBack } from '../core/users/id-card-back';
import { parseIdCardFront } from '../core/users/id-card-front';
import type { PictureLimits } from '../core/users/picture';
import { flawsOf, portraitFlaw } from '../core/users/picture-quality';
import type { TextLine } from '../core/users/text-line';
import { decodePicture, type Pixels } from './picture-decoder';
import { acrossOf, holds, middleOf, withoutOverlaps } from './ppocr/region-geometry';
import type { Region } from './ppocr/sampling';
import { TextDetector } from './ppocr/text-detector';
import { type RecognisedLine, TextRecogniser } from './ppocr/text-recogniser';

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

  readFront(picture: Uint8Array): Promise<Result<IdCardFront, CardReadError>> {
    return this.readSide(picture, 'front', parseIdCardFront);
  }

  readBack(picture: Uint8Array): Promise<Result<IdCardBack, CardReadError>> {
    return this.readSide(picture, 'back', parseIdCardBack);
  }

  private async readSide<T>(
    picture: Uint8Array,
    side: CardSide,
    parse: (lines: readonly TextLine[]) => Result<T, readonly IdCardReadError[]>,
  ): Promise<Result<T, CardReadError>> {
    const decoded = decodePicture(picture, this.options.limits);
    if (!decoded.ok) return failure({ reason: 'notAPicture', error: decoded.error });
    const { data, width, height } = decoded.value;
    const lines = await this.linesIn(decoded.value);
    const card = parse(lines);
    const grey = greyPicture(data, width, height);
    if (!card.ok) {
      const flaws = flawsOf(grey, lines, side);
      return failure({ reason: 'unclear', fields: card.error, flaws });
    }
    const flaw = side === 'front' ? portraitFlaw(grey, lines) : undefined;
    if (!flaw) return card;
    return failure({ reason: 'unclear', fields: ['portraitHidden'], flaws: [flaw] });
  }

  private async linesIn(pixels: Pixels): Promise<TextLine[]> {
    const { detector, recogniser } = await this.loaded();
    const read: RecognisedLine[] = [];
    const regions = withoutOverlaps(await detector.find(pixels));
    for (const region of regions) {
      const line = await recogniser.read(pixels, region, regions);
      if (line.text.trim() !== '' && line.confidence >= this.minimumConfidence) read.push(line);
    }
    // A stroke that was found by itself and behind a line as well is in that line.
    const isWithin = (line: RecognisedLine, other: RecognisedLine) =>
      other !== line &&
      acrossOf(other.region) > acrossOf(line.region) &&
      holds(other.region, middleOf(line.region));
    return read
      .filter((line) => !read.some((other) => isWithin(line, other)))
      .map(({ region, ...line }) => ({ ...line, box: boxOf(region) }));
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
