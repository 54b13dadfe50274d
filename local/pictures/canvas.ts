/** The canvas the invented pictures are drawn on, with fonts that come with the project. */
import { dirname, join } from 'node:path';
import {
  type Canvas,
  createCanvas,
  GlobalFonts,
  loadImage,
  type SKRSContext2D,
} from '@napi-rs/canvas';

export type { Canvas } from '@napi-rs/canvas';
export type Brush = SKRSContext2D;

export const fontWeights = {
  light: '300Light',
  regular: '400Regular',
  medium: '500Medium',
} as const;
export type FontWeight = keyof typeof fontWeights;

/** A CSS font of Noto Sans SC; the font file is read at the first use of a weight. */
export function font(sizePixels: number, weight: FontWeight = 'regular'): string {
  const family = `Noto Sans SC ${weight}`;
  if (!GlobalFonts.has(family)) {
    const folder = dirname(require.resolve('@expo-google-fonts/noto-sans-sc/package.json'));
    const style = fontWeights[weight];
    GlobalFonts.registerFromPath(join(folder, style, `NotoSansSC_${style}.ttf`), family);
  }
  return `${sizePixels}px "${family}"`;
}

/** A canvas in one colour, and its brush. */
export function blank(width: number, height: number, colour: string): [Canvas, Brush] {
  const canvas = createCanvas(width, height);
  const brush = canvas.getContext('2d');
  brush.fillStyle = colour;
  brush.fillRect(0, 0, width, height);
  return [canvas, brush];
}

export async function canvasOf(picture: Uint8Array): Promise<Canvas> {
  const image = await loadImage(picture);
  const canvas = createCanvas(image.width, image.height);
  canvas.getContext('2d').drawImage(image, 0, 0);
  return canvas;
}

/** @param quality of the JPEG, 1 to 100. */
export function toJpeg(canvas: Canvas, quality: number): Buffer {
  return canvas.toBuffer('image/jpeg', quality);
}
