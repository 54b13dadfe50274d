/** Reads the text of a region: PP-OCRv4's recognition model and its greedy CTC decoding. */
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import type { Point } from '../../core/ports/card-reader';
import type { Pixels } from '../picture-decoder';
import { type Region, sampleRegion } from './sampling';
import { decodeText, type RecognisedText } from './text-decoding';

/** What PP-OCR's recogniser was trained with: 48 pixels high, values from -1 to 1. */
const height = 48;
const normalisation = { mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] } as const;
const minimumWidth = 48;
/** A longer strip is no line of a card; it is squeezed rather than allowed to eat the memory. */
const maximumWidth = 2400;

/** Read less certainly than this, a region is looked at again with more or less around it. */
const certainEnough = 0.93;
/** What a second look adds on the left and right, and above and below, as shares of the height. */
const secondLooks = [
  [0.35, 0.06],
  [0.1, -0.05],
] as const;

export class TextRecogniser {
  /** @param characters the model's alphabet in order; class 0 is the blank. */
  constructor(
    private readonly model: InferenceSession,
    private readonly characters: readonly string[],
  ) {}

  /** The most certain of up to three readings: a box drawn too tight costs a character. */
  async read(pixels: Pixels, region: Region): Promise<RecognisedText> {
    let best = await this.readOnce(pixels, region);
    for (const [sideways, upright] of secondLooks) {
      if (best.weakestConfidence >= certainEnough) break;
      const other = await this.readOnce(pixels, grow(region, sideways, upright));
      if (other.weakestConfidence > best.weakestConfidence) best = other;
    }
    return best;
  }

  private async readOnce(pixels: Pixels, region: Region): Promise<RecognisedText> {
    const ideal = Math.ceil((height * acrossOf(region)) / downOf(region));
    const width = Math.min(maximumWidth, Math.max(minimumWidth, ideal));
    const input = sampleRegion(pixels, region, width, height, normalisation);
    const tensor = new Tensor('float32', input, [1, 3, height, width]);
    const outputs = await this.model.run({ [this.model.inputNames[0]!]: tensor });
    const output = outputs[this.model.outputNames[0]!]!;
    const [, steps, classes] = output.dims as [number, number, number];
    return decodeText(output.data as Float32Array, steps, classes, this.characters);
  }
}

const acrossOf = ({ origin, right }: Region): number =>
  Math.hypot(right.x - origin.x, right.y - origin.y);

const downOf = ({ origin, down }: Region): number =>
  Math.hypot(down.x - origin.x, down.y - origin.y);

/** The region with shares of its height added at both ends of each direction. */
function grow(region: Region, sideways: number, upright: number): Region {
  const { origin, right, down } = region;
  const high = downOf(region);
  const across = acrossOf(region);
  const along = { x: (right.x - origin.x) / across, y: (right.y - origin.y) / across };
  const below = { x: (down.x - origin.x) / high, y: (down.y - origin.y) / high };
  const move = (point: Point, ahead: number, downwards: number): Point => ({
    x: point.x + high * (ahead * along.x + downwards * below.x),
    y: point.y + high * (ahead * along.y + downwards * below.y),
  });
  return {
    origin: move(origin, -sideways, -upright),
    right: move(right, sideways, -upright),
    down: move(down, -sideways, upright),
  };
}
