/** Reads the text of a region: PP-OCRv4's recognition model and its greedy CTC decoding. */
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import type { Point } from '../../core/users/text-line';
import type { Pixels } from '../picture-decoder';
import { withLostStroke } from './line-ends';
import { acrossOf, downOf, type Room, roomAround } from './region-geometry';
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
/** The certainty of a line behind whose end something was left unread. */
const unread = 0.3;
/** What a second look adds on the left and right, and above and below, as shares of the height. */
const secondLooks = [
  [0.35, 0.06],
  [0.1, -0.05],
] as const;

export interface RecognisedLine extends RecognisedText {
  /** What was read: the region asked for, or more. */
  readonly region: Region;
}

export class TextRecogniser {
  /** @param characters the model's alphabet in order; class 0 is the blank. */
  constructor(
    private readonly model: InferenceSession,
    private readonly characters: readonly string[],
  ) {}

  /** The line in a region, with a last 一 that the detector left out of it. */
  async read(pixels: Pixels, region: Region, others: readonly Region[]): Promise<RecognisedLine> {
    const room = roomAround(region, others);
    const detected = { ...(await this.readSurely(pixels, region, room)), region };
    const longer = room.right ? withLostStroke(pixels, region) : undefined;
    if (!longer) return detected;
    const whole = { ...(await this.readSurely(pixels, longer, room)), region: longer };
    if (whole.text.length > detected.text.length || whole.text.endsWith('一')) return whole;
    // Something stands there that cannot be read: better a second picture than a shorter name.
    return { ...detected, weakestConfidence: Math.min(detected.weakestConfidence, unread) };
  }

  /** The most certain of up to three readings: a box drawn too tight costs a character. */
  private async readSurely(pixels: Pixels, region: Region, room: Room): Promise<RecognisedText> {
    let best = await this.readOnce(pixels, region);
    for (const [sideways, upright] of secondLooks) {
      if (best.weakestConfidence >= certainEnough) break;
      const other = await this.readOnce(pixels, grow(region, sideways, upright, room));
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

/** The region with shares of its height added around it, but not into its neighbours. */
function grow(region: Region, sideways: number, upright: number, room: Room): Region {
  const { origin, right, down } = region;
  const high = downOf(region);
  const across = acrossOf(region);
  const along = { x: (right.x - origin.x) / across, y: (right.y - origin.y) / across };
  const below = { x: (down.x - origin.x) / high, y: (down.y - origin.y) / high };
  const move = (point: Point, ahead: number, downwards: number): Point => ({
    x: point.x + high * (ahead * along.x + downwards * below.x),
    y: point.y + high * (ahead * along.y + downwards * below.y),
  });
  const [before, behind] = [room.left ? sideways : 0, room.right ? sideways : 0];
  return {
    origin: move(origin, -before, -upright),
    right: move(right, behind, -upright),
    down: move(down, -before, upright),
  };
}
