/** A set of drawn ID cards as phones send them: several typefaces, tilt, blur, noise, JPEG. */
import type { PictureFlaw } from '../../lambdas/core/users/picture-flaws';
import type { Disturbances } from '../../local/pictures/disturbances';
import type { Print } from '../../local/pictures/id-card';
import { type InventedPerson, inventPerson } from '../../local/pictures/people';
import { type Random, seededRandom } from '../../local/pictures/random';

export interface RenderedCard {
  readonly person: InventedPerson;
  readonly print: Print;
  readonly disturbances: Disturbances;
}

/** A sans serif as on cards, in three weights, a Song, and one in eight a stranger typeface. */
const prints: readonly Print[] = [
  { weight: 'regular' },
  { weight: 'light', number: 'number' },
  { typeface: 'song', weight: 'medium' },
  { weight: 'medium', number: 'number' },
  { typeface: 'song', number: 'song' },
  { weight: 'light' },
  { typeface: 'song', weight: 'medium', number: 'number' },
  { typeface: 'display', number: 'number' },
];

/** Cards that a person can read, a third of them with 一 in the name. */
export function readableCards(count: number, firstSeed: number): RenderedCard[] {
  return Array.from({ length: count }, (_, index) => {
    const seed = firstSeed + index;
    const random = seededRandom(seed);
    const person = inventPerson(seed);
    const name = person.name[0] + random.pick(['一', '一', '天一', '一诺', '晓一', '十一']);
    return {
      person: index % 3 === 0 ? inventPerson(seed, { name }) : person,
      print: prints[index % prints.length]!,
      disturbances: index % 7 === 0 ? { scale: 0.7 } : lived(random, seed),
    };
  });
}

function lived(random: Random, seed: number): Disturbances {
  const scale = random.between(0.5, 0.8);
  return {
    scale,
    tiltDegrees: random.between(-8, 8),
    blurPixels: random.between(0, 1.5) * scale,
    noiseLevels: random.between(0, 12),
    quality: random.integer(45, 92),
    light: random.between(0.5, 1),
    seed,
  };
}

export interface SpoiltCard extends RenderedCard {
  /** What must be said of it. */
  readonly flaw: PictureFlaw;
}

const spoilt: readonly (readonly [PictureFlaw, Disturbances])[] = [
  ['glare', { glare: { x: 0.62, y: 0.87, radiusShare: 0.35 } }],
  ['glare', { glare: { x: 0.25, y: 0.15, radiusShare: 0.2 }, tiltDegrees: 2 }],
  ['glare', { glare: { x: 0.78, y: 0.4, radiusShare: 0.25 } }],
  ['blurred', { blurPixels: 4 }],
  ['blurred', { blurPixels: 5, tiltDegrees: 3 }],
  ['blurred', { blurPixels: 8 }],
  ['cutOff', { cut: { left: 0.15 } }],
  ['cutOff', { cut: { right: 0.2 }, tiltDegrees: 2 }],
  ['cutOff', { cut: { bottom: 0.2 } }],
  ['cutOff', { cut: { top: 0.2 } }],
  ['tooDark', { light: 0.02 }],
  ['tooDark', { light: 0.03 }],
  ['tooSmall', { scale: 0.3 }],
  ['tooSmall', { scale: 0.3, marginShare: 0.5 }],
];

/** Cards of which something cannot be seen. */
export const spoiltCards: readonly SpoiltCard[] = spoilt.map(([flaw, disturbances], index) => ({
  person: inventPerson(5000 + index),
  print: {},
  disturbances: { scale: 0.7, ...disturbances },
  flaw,
}));
