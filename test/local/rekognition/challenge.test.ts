import * as fc from 'fast-check';
import {
  challengeFor,
  type FaceInFrame,
  framesOf,
  hasMoved,
  movements,
} from '../../../local/rekognition/challenge';
import { samePersonDistance, similarityOf } from '../../../local/rekognition/faces';

const atRest: FaceInFrame = {
  centreX: 240,
  centreY: 320,
  size: 200,
  rollDegrees: 2,
  frameWidth: 480,
  frameHeight: 640,
};

describe('a challenge', () => {
  it('asks for four different movements, the same for the same session', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        const challenge = challengeFor(id);
        expect(new Set(challenge.movements).size).toBe(4);
        expect(framesOf(challenge)).toBe(5);
        expect(challengeFor(id)).toEqual(challenge);
      }),
    );
  });

  it('uses every movement in every place over many sessions', () => {
    const asked = Array.from({ length: 400 }, (_, index) => challengeFor(`s${index}`).movements);
    for (const place of [0, 1, 2, 3]) {
      expect(new Set(asked.map((each) => each[place])).size).toBe(movements.length);
    }
  });

  it('is not met by holding still, nor by the opposite movement', () => {
    for (const movement of movements) expect(hasMoved(movement, atRest, atRest)).toBe(false);
    expect(hasMoved('moveLeft', atRest, { ...atRest, centreX: 300 })).toBe(false);
    expect(hasMoved('moveUp', atRest, { ...atRest, centreY: 400 })).toBe(false);
    expect(hasMoved('comeCloser', atRest, { ...atRest, size: 150 })).toBe(false);
    expect(hasMoved('tiltLeft', atRest, { ...atRest, rollDegrees: 14 })).toBe(false);
  });

  it('is met by the movement itself', () => {
    expect(hasMoved('moveLeft', atRest, { ...atRest, centreX: 200 })).toBe(true);
    expect(hasMoved('moveRight', atRest, { ...atRest, centreX: 280 })).toBe(true);
    expect(hasMoved('moveUp', atRest, { ...atRest, centreY: 270 })).toBe(true);
    expect(hasMoved('moveDown', atRest, { ...atRest, centreY: 370 })).toBe(true);
    expect(hasMoved('comeCloser', atRest, { ...atRest, size: 240 })).toBe(true);
    expect(hasMoved('moveBack', atRest, { ...atRest, size: 165 })).toBe(true);
    expect(hasMoved('tiltLeft', atRest, { ...atRest, rollDegrees: -6 })).toBe(true);
    expect(hasMoved('tiltRight', atRest, { ...atRest, rollDegrees: 10 })).toBe(true);
  });
});

describe('similarity', () => {
  it('is 90 at the distance that separates people, and falls with the distance', () => {
    expect(similarityOf(samePersonDistance)).toBeCloseTo(90, 9);
    const distance = fc.double({ min: 0, max: 1.5, noNaN: true });
    fc.assert(
      fc.property(distance, distance, (a, b) => {
        fc.pre(Math.abs(a - b) > 1e-6);
        expect(similarityOf(Math.min(a, b))).toBeGreaterThan(similarityOf(Math.max(a, b)));
      }),
    );
    expect(similarityOf(0)).toBeLessThanOrEqual(100);
    expect(similarityOf(1.5)).toBeGreaterThanOrEqual(0);
  });
});
