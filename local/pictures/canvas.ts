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

/** The typefaces of cards: a sans serif, a Song, a stranger one, and one for numbers alone. */
const typefaces = {
  sans: {
    family: 'noto-sans-sc',
    file: 'NotoSansSC',
    weights: ['300Light', '400Regular', '500Medium'],
  },
  song: {
    family: 'noto-serif-sc',
    file: 'NotoSerifSC',
    weights: ['300Light', '400Regular', '500Medium'],
  },
  display: { family: 'zcool-xiaowei', file: 'ZCOOLXiaoWei', weights: ['400Regular'] },
  number: { family: 'share-tech-mono', file: 'ShareTechMono', weights: ['400Regular'] },
} as const;
export type Typeface = keyof typeof typefaces;

const fontWeights = { light: '300Light', regular: '400Regular', medium: '500Medium' } as const;
export type FontWeight = keyof typeof fontWeights;

/** A CSS font; its file is read at the first use. A typeface of one weight has that one only. */
export function font(
  sizePixels: number,
  weight: FontWeight = 'regular',
  typeface: Typeface = 'sans',
): string {
  const { family, file, weights } = typefaces[typeface];
  const style = weights.find((one) => one === fontWeights[weight]) ?? '400Regular';
  const name = `${file} ${style}`;
  if (!GlobalFonts.has(name)) {
    const folder = dirname(require.resolve(`@expo-google-fonts/${family}/package.json`));
    GlobalFonts.registerFromPath(join(folder, style, `${file}_${style}.ttf`), name);
  }
  return `${sizePixels}px "${name}"`;
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
