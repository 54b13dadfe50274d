/** Re-takes a face as a phone's camera would while its owner follows the movements asked for. */
import type { Challenge, Movement } from '../rekognition/challenge';
import { blank, toJpeg } from './canvas';
import { type FaceView, viewOf } from './faces';
import { type Random, seededRandom } from './random';

interface Pose {
  /** Shares of the frame. */
  readonly shiftX: number;
  readonly shiftY: number;
  readonly size: number;
  readonly tiltDegrees: number;
}

const atRest: Pose = { shiftX: 0, shiftY: 0, size: 1, tiltDegrees: 0 };

const poses: Readonly<Record<Movement, Partial<Pose>>> = {
  moveLeft: { shiftX: -0.14 },
  moveRight: { shiftX: 0.14 },
  moveUp: { shiftY: -0.13 },
  moveDown: { shiftY: 0.13 },
  comeCloser: { size: 1.38 },
  moveBack: { size: 0.72 },
  tiltLeft: { tiltDegrees: -13 },
  tiltRight: { tiltDegrees: 13 },
};

/**
 * The frames (JPEG, 480 by 640) of face `index` following the challenge: frame 0 at rest, then one
 * a movement. Crop, tilt, light and compression differ from frame to frame and from seed to seed.
 */
export async function livenessFrames(
  index: number,
  challenge: Challenge,
  seed: number,
): Promise<Buffer[]> {
  const view = await viewOf(index);
  const random = seededRandom(seed);
  const wanted = [{}, ...challenge.movements.map((movement) => poses[movement])];
  return wanted.map((pose) => takeFrame(view, { ...atRest, ...pose }, random));
}

function takeFrame(view: FaceView, pose: Pose, random: Random): Buffer {
  const [width, height] = [480, 640];
  const wall = random.integer(196, 226);
  const [canvas, brush] = blank(width, height, `rgb(${wall}, ${wall}, ${wall - 6})`);
  const scale = ((width * 0.44) / view.size) * pose.size * random.between(0.97, 1.03);
  const x = width * (0.5 + pose.shiftX + random.between(-0.012, 0.012));
  const y = height * (0.5 + pose.shiftY + random.between(-0.012, 0.012));
  brush.translate(x, y);
  brush.rotate(((pose.tiltDegrees + random.between(-2, 2)) * Math.PI) / 180);
  brush.scale(scale, scale);
  // What is further away than a head's width belongs to other people in the photo.
  brush.beginPath();
  brush.ellipse(0, 0, view.size * 0.95, view.size * 1.1, 0, 0, 2 * Math.PI);
  brush.clip();
  brush.drawImage(view.photo, -view.centreX, -view.centreY);
  brush.resetTransform();
  const light = random.between(-0.14, 0.14);
  brush.fillStyle = light < 0 ? `rgba(0, 0, 0, ${-light})` : `rgba(255, 255, 255, ${light})`;
  brush.fillRect(0, 0, width, height);
  return toJpeg(canvas, random.integer(62, 90));
}
