/** Reads the text of a region: PP-OCRv4's recognition model and its greedy CTC decoding. */
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import type { Pixels } from '../picture-decoder';
import { type Region, sampleRegion } from './sampling';

export interface RecognisedText {
  readonly text: string;
  /** Mean over the characters, 0 to 1; 0 for no text. */
  readonly confidence: number;
  /** Of the least certain character. */
  readonly weakestConfidence: number;
}

/** What PP-OCR's recogniser was trained with: 48 pixels high, values from -1 to 1. */
const height = 48;
const normalisation = { mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] } as const;
const minimumWidth = 48;
/** A longer strip is no line of a card; it is squeezed rather than allowed to eat the memory. */
const maximumWidth = 2400;

export class TextRecogniser {
  /** @param characters the model's alphabet in order; class 0 is the blank. */
  constructor(
    private readonly model: InferenceSession,
    private readonly characters: readonly string[],
  ) {}

  async read(pixels: Pixels, region: Region): Promise<RecognisedText> {
    const { origin, right, down } = region;
    const across = Math.hypot(right.x - origin.x, right.y - origin.y);
    const downwards = Math.hypot(down.x - origin.x, down.y - origin.y);
    const ideal = Math.ceil((height * across) / downwards);
    const width = Math.min(maximumWidth, Math.max(minimumWidth, ideal));
    const input = sampleRegion(pixels, region, width, height, normalisation);
    const feeds = {
      [this.model.inputNames[0]!]: new Tensor('float32', input, [1, 3, height, width]),
    };
    const output = (await this.model.run(feeds))[this.model.outputNames[0]!]!;
    const [, steps, classes] = output.dims as [number, number, number];
    return this.decode(output.data as Float32Array, steps, classes);
  }

  /** Connectionist temporal classification: the best class a step, repeats merged, blanks out. */
  private decode(probabilities: Float32Array, steps: number, classes: number): RecognisedText {
    let text = '';
    let previous = 0;
    const confidences: number[] = [];
    for (let step = 0; step < steps; step += 1) {
      const base = step * classes;
      let best = 0;
      for (let candidate = 1; candidate < classes; candidate += 1) {
        if (probabilities[base + candidate]! > probabilities[base + best]!) best = candidate;
      }
      if (best !== 0 && best !== previous) {
        text += this.characters[best - 1] ?? '';
        confidences.push(probabilities[base + best]!);
      }
      previous = best;
    }
    if (confidences.length === 0) return { text: '', confidence: 0, weakestConfidence: 0 };
    const sum = confidences.reduce((total, confidence) => total + confidence, 0);
    return {
      text,
      confidence: sum / confidences.length,
      weakestConfidence: Math.min(...confidences),
    };
  }
}
