/** The face model itself: finds faces in pixels and turns each into an embedding, in a worker. */
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import type * as FaceApi from '@vladmandic/face-api';
import type { Pixels } from '../../lambdas/adapters/picture-decoder';
import { type Region, sampleRegion } from '../../lambdas/adapters/ppocr/sampling';
import type { Point } from '../../lambdas/core/users/text-line';
import type { Face, ModelPart } from './faces';

const faceapi: typeof FaceApi = require('@vladmandic/face-api/dist/face-api.node-wasm.js');

/** Below this the detector sees faces in curtains. */
const minimumScore = 0.3;
const maximumFaces = 15;
const detectorSide = 512;
const landmarksSide = 112;
const recogniserSide = 150;

type Box = Face['box'];

interface FoundFace {
  readonly box: Box;
  readonly score: number;
}

/** Loads the wasm backend and the three nets from the package, telling after each. */
export async function loadModel(tell: (loaded: ModelPart) => void): Promise<void> {
  const backend = dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'));
  setWasmPaths(`${join(backend, 'dist')}/`);
  await tf.setBackend('wasm');
  await tf.ready();
  tell('backend');
  const models = join(dirname(require.resolve('@vladmandic/face-api/package.json')), 'model');
  await faceapi.nets.ssdMobilenetv1.loadFromDisk(models);
  tell('detector');
  await faceapi.nets.faceLandmark68Net.loadFromDisk(models);
  tell('landmarks');
  await faceapi.nets.faceRecognitionNet.loadFromDisk(models);
  tell('recogniser');
}

/**
 * The faces of a picture, largest first. The recogniser sees each turned upright, its eyes level:
 * so that re-taken pictures of one face stay close whatever the tilt, and strangers far.
 */
export async function findFaces(pixels: Pixels): Promise<Face[]> {
  const faces: Face[] = [];
  for (const found of await findBoxes(pixels)) faces.push(await measure(pixels, found));
  return faces.sort((a, b) => b.box.width * b.box.height - a.box.width * a.box.height);
}

/** A face that fills the picture is missed: where none is found, it is looked for from afar. */
async function findBoxes(pixels: Pixels): Promise<FoundFace[]> {
  const whole = { x: 0, y: 0, width: pixels.width, height: pixels.height };
  const found = await detect(pixels, whole, minimumScore, maximumFaces);
  return found.length > 0 ? found : detect(pixels, widened(whole, 0.4), minimumScore, maximumFaces);
}

async function measure(pixels: Pixels, found: FoundFace): Promise<Face> {
  const { eyes, mouth } = await findLandmarks(pixels, found.box);
  const [left, right] = eyes;
  const roll = Math.atan2(right.y - left.y, right.x - left.x);
  const face = cut(pixels, alignedRegion(left, right, mouth, roll), recogniserSide);
  try {
    const embedding = (await faceapi.computeFaceDescriptor(face)) as Float32Array;
    const rollDegrees = (roll * 180) / Math.PI;
    return { ...found, rollDegrees, embedding: [...embedding] };
  } finally {
    face.dispose();
  }
}

/** The box with a share of its width added on every side. */
function widened({ x, y, width, height }: Box, share: number): Box {
  const margin = width * share;
  return { x: x - margin, y: y - margin, width: width + 2 * margin, height: height + 2 * margin };
}

/** Faces within an area of the picture, most certain first. */
async function detect(
  pixels: Pixels,
  area: Box,
  minConfidence: number,
  maxResults: number,
): Promise<FoundFace[]> {
  const view = cut(pixels, regionOf(area), detectorSide);
  try {
    const scale = area.width / view.shape[1];
    const options = new faceapi.SsdMobilenetv1Options({ minConfidence, maxResults });
    return (await faceapi.detectAllFaces(view, options)).map(({ box, score }) => ({
      box: {
        x: area.x + box.x * scale,
        y: area.y + box.y * scale,
        width: box.width * scale,
        height: box.height * scale,
      },
      score,
    }));
  } finally {
    view.dispose();
  }
}

interface Landmarks {
  /** Centres, the picture's left one first. */
  readonly eyes: readonly [Point, Point];
  readonly mouth: Point;
}

async function findLandmarks(pixels: Pixels, box: Box): Promise<Landmarks> {
  const view = cut(pixels, regionOf(box), landmarksSide);
  try {
    const scale = box.width / view.shape[1];
    const found = (await faceapi.detectFaceLandmarks(view)) as FaceApi.FaceLandmarks68;
    const centre = (points: readonly Point[]): Point => ({
      x: box.x + scale * mean(points.map((point) => point.x)),
      y: box.y + scale * mean(points.map((point) => point.y)),
    });
    const eyes = [centre(found.getLeftEye()), centre(found.getRightEye())] as const;
    return { eyes, mouth: centre(found.getMouth()) };
  } finally {
    view.dispose();
  }
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * The square the recogniser was trained on (face-api's alignment: its centre is the middle of eyes
 * and mouth, which lies at 0.5 and 0.43 of it; eyes to mouth are 0.45 of its side), turned upright.
 */
function alignedRegion(left: Point, right: Point, mouth: Point, roll: number): Region {
  const toMouth = (eye: Point): number => Math.hypot(mouth.x - eye.x, mouth.y - eye.y);
  const side = (toMouth(left) + toMouth(right)) / 2 / 0.45;
  const centre = {
    x: mean([left.x, right.x, mouth.x]),
    y: mean([left.y, right.y, mouth.y]),
  };
  const [cosine, sine] = [Math.cos(roll), Math.sin(roll)];
  const corner = (along: number, down: number): Point => ({
    x: centre.x + side * (along * cosine - down * sine),
    y: centre.y + side * (along * sine + down * cosine),
  });
  return { origin: corner(-0.5, -0.43), right: corner(0.5, -0.43), down: corner(-0.5, 0.57) };
}

const regionOf = ({ x, y, width, height }: Box): Region => ({
  origin: { x, y },
  right: { x: x + width, y },
  down: { x, y: y + height },
});

/** A region as a tensor of red, green and blue, 0 to 255, its longer side `side` pixels. */
function cut(pixels: Pixels, region: Region, side: number): tf.Tensor3D {
  const { origin, right, down } = region;
  const across = Math.hypot(right.x - origin.x, right.y - origin.y);
  const downwards = Math.hypot(down.x - origin.x, down.y - origin.y);
  const scale = side / Math.max(across, downwards);
  const [width, height] = [Math.round(across * scale), Math.round(downwards * scale)];
  const planes = sampleRegion(pixels, region, width, height, plain);
  return tf.tidy(() => {
    const blueFirst = tf.transpose(tf.tensor3d(planes, [3, height, width]), [1, 2, 0]);
    return tf.reverse(blueFirst, 2) as tf.Tensor3D;
  });
}

const plain = { mean: [0, 0, 0], deviation: [1 / 255, 1 / 255, 1 / 255] } as const;
