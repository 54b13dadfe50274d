/** What happens to a picture between the thing and the server: tilt, blur, noise, glare, JPEG. */
import { type Brush, blank, type Canvas, toJpeg } from './canvas';
import { seededRandom } from './random';

export interface Disturbances {
  /** Clockwise. The picture is then seen on a table, with a margin around it. */
  readonly tiltDegrees?: number;
  /** Margin of table around the card, as a share of its width; 0.06 where there is a tilt. */
  readonly marginShare?: number;
  /** Standard deviation of a Gaussian blur. */
  readonly blurPixels?: number;
  /** Standard deviation of the sensor's noise, in levels of 0 to 255. */
  readonly noiseLevels?: number;
  /** A light spot, its place as shares of width and height. */
  readonly glare?: { readonly x: number; readonly y: number; readonly radiusShare: number };
  /** How much of the light is there: 1 as drawn, 0.2 a dark room. */
  readonly light?: number;
  /** What the frame leaves out at each side, as shares of the picture's width and height. */
  readonly cut?: Partial<Readonly<Record<'left' | 'top' | 'right' | 'bottom', number>>>;
  /** Of the JPEG, 1 to 100; 90 unless told. */
  readonly quality?: number;
  /** Size of the result against the original; 1 unless told. */
  readonly scale?: number;
  readonly seed?: number;
}

type Cut = NonNullable<Disturbances['cut']>;

/** The picture as JPEG, disturbed; the same disturbances yield the same bytes. */
export function disturb(canvas: Canvas, disturbances: Disturbances = {}): Buffer {
  const placed = cutOff(place(canvas, disturbances), disturbances.cut ?? {});
  const brush = placed.getContext('2d');
  if (disturbances.light !== undefined) darken(brush, placed, disturbances.light);
  if (disturbances.glare) addGlare(brush, placed, disturbances.glare);
  if (disturbances.noiseLevels) {
    addNoise(brush, placed, disturbances.noiseLevels, disturbances.seed ?? 1);
  }
  return toJpeg(placed, disturbances.quality ?? 90);
}

function place(canvas: Canvas, disturbances: Disturbances): Canvas {
  const { tiltDegrees = 0, scale = 1, blurPixels = 0 } = disturbances;
  const margin = (disturbances.marginShare ?? (tiltDegrees === 0 ? 0 : 0.06)) * canvas.width;
  const angle = (tiltDegrees * Math.PI) / 180;
  const [cosine, sine] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))];
  const width = (canvas.width * cosine + canvas.height * sine + 2 * margin) * scale;
  const height = (canvas.width * sine + canvas.height * cosine + 2 * margin) * scale;
  const [placed, brush] = blank(Math.round(width), Math.round(height), '#6f6256');
  if (blurPixels > 0) brush.filter = `blur(${blurPixels}px)`;
  brush.imageSmoothingQuality = 'high';
  brush.translate(placed.width / 2, placed.height / 2);
  brush.rotate(angle);
  brush.scale(scale, scale);
  brush.drawImage(canvas, -canvas.width / 2, -canvas.height / 2);
  brush.filter = 'none';
  brush.resetTransform();
  return placed;
}

function cutOff(canvas: Canvas, { left = 0, top = 0, right = 0, bottom = 0 }: Cut): Canvas {
  const width = Math.round(canvas.width * (1 - left - right));
  const height = Math.round(canvas.height * (1 - top - bottom));
  if (width === canvas.width && height === canvas.height) return canvas;
  const [cut, brush] = blank(width, height, '#000000');
  brush.drawImage(canvas, -left * canvas.width, -top * canvas.height);
  return cut;
}

function darken(brush: Brush, canvas: Canvas, light: number): void {
  brush.fillStyle = `rgba(0, 0, 0, ${1 - light})`;
  brush.fillRect(0, 0, canvas.width, canvas.height);
}

function addGlare(brush: Brush, canvas: Canvas, glare: NonNullable<Disturbances['glare']>) {
  const [x, y] = [glare.x * canvas.width, glare.y * canvas.height];
  const light = brush.createRadialGradient(x, y, 0, x, y, glare.radiusShare * canvas.width);
  // A sensor that is overexposed keeps nothing of what was there.
  light.addColorStop(0, 'rgba(255, 255, 255, 1)');
  light.addColorStop(0.5, 'rgba(255, 255, 255, 1)');
  light.addColorStop(1, 'rgba(255, 255, 255, 0)');
  brush.fillStyle = light;
  brush.fillRect(0, 0, canvas.width, canvas.height);
}

/** The sum of three even numbers is near enough to a bell. */
function addNoise(brush: Brush, canvas: Canvas, levels: number, seed: number): void {
  const random = seededRandom(seed);
  const image = brush.getImageData(0, 0, canvas.width, canvas.height);
  for (let at = 0; at < image.data.length; at += 4) {
    const noise = (random.fraction() + random.fraction() + random.fraction() - 1.5) * 2 * levels;
    for (let channel = 0; channel < 3; channel += 1) image.data[at + channel]! += noise;
  }
  brush.putImageData(image, 0, 0);
}
