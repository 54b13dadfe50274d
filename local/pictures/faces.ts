/** Faces of real people for invented ones: cut from the sample photos of the face package. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { blank, type Canvas, canvasOf, toJpeg } from './canvas';

/** Where a face is in `demo/sample<photo>.jpg`, in pixels, by the package's own detector. */
interface FacePlace {
  readonly photo: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const place = ([photo, x, y, width, height]: readonly number[]): FacePlace =>
  ({ photo, x, y, width, height }) as FacePlace;

const places: readonly FacePlace[] = [
  [1, 414, 355, 178, 238],
  [1, 838, 421, 187, 227],
  [1, 1476, 200, 203, 241],
  [2, 1447, 153, 193, 243],
  [2, 901, 218, 151, 235],
  [2, 361, 127, 153, 258],
  [3, 585, 329, 199, 271],
  [3, 1514, 292, 170, 279],
  [3, 1075, 215, 221, 299],
  [4, 664, 52, 187, 258],
  [4, 257, 184, 162, 246],
  [4, 988, 180, 169, 228],
  [4, 1277, 144, 145, 243],
  [5, 787, 109, 156, 212],
  [5, 1112, 198, 159, 237],
  [5, 1406, 390, 166, 270],
  [5, 597, 415, 167, 249],
  [5, 377, 859, 172, 300],
  [6, 681, 321, 159, 306],
  [6, 1181, 305, 188, 280],
  [6, 1487, 263, 212, 294],
  [6, 250, 467, 210, 291],
].map(place);

/** How many different people there are. */
export const faceCount = places.length;

/** Those the face model finds reliably, by trial: not in profile, behind hair, head on shoulder. */
export const clearFaces: readonly number[] = [
  0, 1, 3, 6, 7, 8, 9, 11, 13, 14, 15, 16, 17, 18, 19, 20, 21,
];

/** A face of a photo with a view of what is around it. */
export interface FaceView {
  readonly photo: Canvas;
  /** Of the face, in pixels of the photo. */
  readonly centreX: number;
  readonly centreY: number;
  readonly size: number;
}

/** The face of a person, 0 to `faceCount - 1`. */
export async function viewOf(index: number): Promise<FaceView> {
  const face = places[index];
  if (!face) throw new RangeError(`there are faces 0 to ${faceCount - 1}, not ${index}`);
  return {
    photo: await photoOf(face.photo),
    centreX: face.x + face.width / 2,
    centreY: face.y + face.height / 2,
    size: Math.max(face.width, face.height),
  };
}

/** A passport-like JPEG of a person, 300 by 372 pixels, with room around the face. */
export async function faceOf(index: number): Promise<Buffer> {
  const { photo, centreX, centreY, size } = await viewOf(index);
  const [width, height] = [300, 372];
  const [canvas, brush] = blank(width, height, '#dfe6ea');
  const scale = height / (size * 2.1);
  brush.translate(width / 2, height / 2);
  brush.scale(scale, scale);
  brush.drawImage(photo, -centreX, -centreY);
  return toJpeg(canvas, 92);
}

const photos = new Map<number, Promise<Canvas>>();

function photoOf(number: number): Promise<Canvas> {
  const known = photos.get(number);
  if (known) return known;
  const folder = dirname(require.resolve('@vladmandic/face-api/package.json'));
  const photo = readFile(join(folder, 'demo', `sample${number}.jpg`)).then(canvasOf);
  photos.set(number, photo);
  return photo;
}
