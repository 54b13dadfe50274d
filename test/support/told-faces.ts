/** A face analyser that is told what is in each picture, for tests of what is made of it. */
import { failure, success } from '../../lambdas/core/result';
import type { Movement } from '../../local/rekognition/challenge';
import type { Face, FaceAnalyser } from '../../local/rekognition/faces';

export interface ToldFace {
  readonly person: number;
  /** Of the face's middle and size, in a frame of 480 by 640 pixels. */
  readonly x?: number;
  readonly y?: number;
  readonly size?: number;
  readonly rollDegrees?: number;
}

let takes = 0;

/** A picture of these faces, different from every other one. */
export const pictureOf = (...faces: readonly ToldFace[]): Buffer =>
  Buffer.from(JSON.stringify({ faces, take: takes++ }));

/** Reads what `pictureOf` wrote; anything else is no picture. */
export const toldFaces: FaceAnalyser = {
  analyse: async (picture) => {
    try {
      const { faces } = JSON.parse(Buffer.from(picture).toString()) as { faces: ToldFace[] };
      return success({ width: 480, height: 640, faces: faces.map(faceOf) });
    } catch {
      return failure('pictureFormatUnknown');
    }
  },
};

function faceOf({ person, x = 240, y = 320, size = 200, rollDegrees = 0 }: ToldFace): Face {
  // People stand half a unit from the origin, each on an axis of their own: 0.71 from one another.
  const embedding = Array.from({ length: 128 }, (_, axis) => (axis === person ? 0.5 : 0));
  const box = { x: x - size / 2, y: y - size / 2, width: size, height: size };
  return { box, score: 0.98, rollDegrees, embedding };
}

const moved: Readonly<Record<Movement, Partial<ToldFace>>> = {
  moveLeft: { x: 180 },
  moveRight: { x: 300 },
  moveUp: { y: 250 },
  moveDown: { y: 390 },
  comeCloser: { size: 260 },
  moveBack: { size: 150 },
  tiltLeft: { rollDegrees: -12 },
  tiltRight: { rollDegrees: 12 },
};

/** Frames in which a person does as asked; `changed` alters single frames. */
export function framesOfPerson(
  person: number,
  movements: readonly Movement[],
  changed: Readonly<Record<number, Partial<ToldFace>>> = {},
): Buffer[] {
  return [{}, ...movements.map((movement) => moved[movement])].map((pose, index) =>
    pictureOf({ person, ...pose, ...changed[index] }),
  );
}

/** S3 in a map, which remembers who read and wrote. */
export class ToldPictures {
  readonly objects = new Map<string, Buffer>();
  readonly calls: string[] = [];

  async get(bucket: string, key: string, { roleId }: { roleId: string }): Promise<Buffer> {
    this.calls.push(`${roleId} gets ${bucket}/${key}`);
    const bytes = this.objects.get(`${bucket}/${key}`);
    if (!bytes) throw new Error('NoSuchKey');
    return bytes;
  }

  async put(
    bucket: string,
    key: string,
    bytes: Buffer,
    { roleId }: { roleId: string },
    kmsKeyId?: string,
  ): Promise<void> {
    this.calls.push(`${roleId} puts ${bucket}/${key} under ${kmsKeyId}`);
    this.objects.set(`${bucket}/${key}`, bytes);
  }
}
