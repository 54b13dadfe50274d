/** Finds where text stands in a picture: PP-OCRv4's detection model. */
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import type { Point } from '../../core/users/text-line';
import type { Pixels } from '../picture-decoder';
import { findTextRectangles, type TextRectangle } from './regions';
import { type Region, sampleRegion, wholePicture } from './sampling';

/** ImageNet's means and deviations: what PP-OCR's detector was trained with. */
const normalisation = {
  mean: [0.485, 0.456, 0.406],
  deviation: [0.229, 0.224, 0.225],
} as const;

/** The model's strides need multiples of 32. */
const stride = 32;

export class TextDetector {
  constructor(
    private readonly model: InferenceSession,
    /** Larger pictures are looked at smaller: time grows with the area. */
    private readonly longestSidePixels = 960,
  ) {}

  /** Regions of text in the picture's pixels. */
  async find(pixels: Pixels): Promise<Region[]> {
    const scale = Math.min(1, this.longestSidePixels / Math.max(pixels.width, pixels.height));
    const width = Math.max(stride, Math.round((pixels.width * scale) / stride) * stride);
    const height = Math.max(stride, Math.round((pixels.height * scale) / stride) * stride);
    const input = sampleRegion(pixels, wholePicture(pixels), width, height, normalisation);
    const feeds = {
      [this.model.inputNames[0]!]: new Tensor('float32', input, [1, 3, height, width]),
    };
    const output = (await this.model.run(feeds))[this.model.outputNames[0]!]!;
    const rectangles = findTextRectangles({ data: output.data as Float32Array, width, height });
    return rectangles.map((rectangle) =>
      toRegion(rectangle, pixels.width / width, pixels.height / height),
    );
  }
}

function toRegion(rectangle: TextRectangle, scaleX: number, scaleY: number): Region {
  const { centre, direction, length, thickness } = rectangle;
  const corner = (along: number, across: number): Point => ({
    x: (centre.x + along * length * direction.x - across * thickness * direction.y) * scaleX,
    y: (centre.y + along * length * direction.y + across * thickness * direction.x) * scaleY,
  });
  return { origin: corner(-0.5, -0.5), right: corner(0.5, -0.5), down: corner(-0.5, 0.5) };
}
