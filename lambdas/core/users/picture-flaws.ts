/** What can be wrong with the picture of a card, in the order in which one would mend it. */
import type { ProblemCode } from '../problem';

/** The flaw and the problem that tells of it in words, in Chinese and English. */
export const flawProblems = {
  /** A copy on paper or a screen, or traces of retouching. */
  notOriginal: 'card_not_original',
  temporaryCard: 'card_temporary',
  cutOff: 'picture_cut_off',
  covered: 'picture_covered',
  glare: 'picture_glare',
  tooDark: 'picture_too_dark',
  tooSmall: 'picture_too_small',
  blurred: 'picture_blurred',
} as const satisfies Readonly<Record<string, ProblemCode>>;

export type PictureFlaw = keyof typeof flawProblems;

const order = Object.keys(flawProblems) as PictureFlaw[];

/** The first flaw to mend; `undefined` when there is none. */
export const worstFlaw = (flaws: readonly PictureFlaw[]): PictureFlaw | undefined =>
  order.find((flaw) => flaws.includes(flaw));
