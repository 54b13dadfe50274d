/** The head-movement challenge: what a session asks for, and whether frames show it. */
import { createHash } from 'node:crypto';
import type { AnalysedPicture, Face } from './faces';

/** Directions are the picture's, not the person's. */
export const movements = [
  'moveLeft',
  'moveRight',
  'moveUp',
  'moveDown',
  'comeCloser',
  'moveBack',
  'tiltLeft',
  'tiltRight',
] as const;

export type Movement = (typeof movements)[number];

/** Frame 0 shows the face at rest in the middle; frame n shows the n-th movement. */
export interface Challenge {
  readonly movements: readonly Movement[];
}

const movementsPerSession = 4;

/** Different movements for every session, none twice: 1,680 challenges. */
export function challengeFor(sessionId: string): Challenge {
  const digest = createHash('sha256').update(`challenge:${sessionId}`).digest();
  const left = [...movements];
  const chosen = Array.from({ length: movementsPerSession }, (_, index) => {
    const [movement] = left.splice(digest.readUInt32BE(index * 4) % left.length, 1);
    return movement!;
  });
  return { movements: chosen };
}

export const framesOf = (challenge: Challenge): number => challenge.movements.length + 1;

/** Least change against frame 0: of place as a share of the frame, of size as a ratio, of tilt. */
export const leastChange = { shiftShare: 0.07, sizeRatio: 1.18, tiltDegrees: 7 } as const;

/** Whether the face has moved from where it was at rest as the movement demands. */
export function hasMoved(movement: Movement, rest: FaceInFrame, now: FaceInFrame): boolean {
  const right = (now.centreX - rest.centreX) / rest.frameWidth;
  const down = (now.centreY - rest.centreY) / rest.frameHeight;
  const size = now.size / rest.size;
  const tilt = now.rollDegrees - rest.rollDegrees;
  switch (movement) {
    case 'moveLeft':
      return right <= -leastChange.shiftShare;
    case 'moveRight':
      return right >= leastChange.shiftShare;
    case 'moveUp':
      return down <= -leastChange.shiftShare;
    case 'moveDown':
      return down >= leastChange.shiftShare;
    case 'comeCloser':
      return size >= leastChange.sizeRatio;
    case 'moveBack':
      return size <= 1 / leastChange.sizeRatio;
    case 'tiltLeft':
      return tilt <= -leastChange.tiltDegrees;
    case 'tiltRight':
      return tilt >= leastChange.tiltDegrees;
  }
}

/** Where a face is in its frame: pixels and degrees. */
export interface FaceInFrame {
  readonly centreX: number;
  readonly centreY: number;
  readonly size: number;
  readonly rollDegrees: number;
  readonly frameWidth: number;
  readonly frameHeight: number;
}

export function faceInFrame(frame: AnalysedPicture, { box, rollDegrees }: Face): FaceInFrame {
  return {
    centreX: box.x + box.width / 2,
    centreY: box.y + box.height / 2,
    size: Math.sqrt(box.width * box.height),
    rollDegrees,
    frameWidth: frame.width,
    frameHeight: frame.height,
  };
}
