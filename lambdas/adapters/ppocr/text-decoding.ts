/** Turns the recogniser's probabilities into text, and says how sure it is of that text. */

export interface RecognisedText {
  readonly text: string;
  /** Mean over the characters, 0 to 1; 0 for no text. */
  readonly confidence: number;
  /** Of the least certain character, or of the least certain gap between characters. */
  readonly weakestConfidence: number;
}

interface Step {
  /** The most probable character; class 0, the blank, is no character. A stroke is the first. */
  readonly character: number;
  /** The same, by the most probable of the strokes. */
  readonly written: number;
  readonly characterProbability: number;
  readonly blankProbability: number;
}

/**
 * One level stroke, whatever it is called: alone the model cannot tell 一 from a dash, and shares
 * its certainty out among them. Beside an ideograph it is 一.
 */
const levelStrokes = [...'一—–―-ー﹣－'];

/** A long stroke may seem two; two characters are never as near to each other as this. */
const strokeSteps = 3;

const isCharacter = (step: Step): boolean => step.characterProbability > step.blankProbability;

/**
 * Connectionist temporal classification, greedy: the most probable class of every step, repeats
 * merged, blanks left out (Graves et al. 2006).
 * @param probabilities `steps` times `classes`
 * @param characters what class n + 1 means
 */
export function decodeText(
  probabilities: Float32Array,
  steps: number,
  classes: number,
  characters: readonly string[],
): RecognisedText {
  const strokes = levelStrokes.map((stroke) => characters.indexOf(stroke) + 1).filter(Boolean);
  const path = Array.from({ length: steps }, (_, step) => {
    return mostProbable(probabilities, step * classes, classes, strokes);
  });
  const read = path.filter((step, index) => {
    const reach = strokes.includes(step.character) ? strokeSteps : 1;
    const before = path.slice(Math.max(0, index - reach), index);
    const isRepeat = before.some((one) => isCharacter(one) && one.character === step.character);
    return isCharacter(step) && !isRepeat;
  });
  if (read.length === 0) return { text: '', confidence: 0, weakestConfidence: 0 };
  const certainties = read.map(({ characterProbability }) => characterProbability);
  const sum = certainties.reduce((total, certainty) => total + certainty, 0);
  const written = read.map((step) => characters[step.written - 1] ?? '');
  return {
    text: written.map((character, index) => inContext(written, character, index)).join(''),
    confidence: sum / certainties.length,
    weakestConfidence: Math.min(...certainties, ...gapCertainties(path)),
  };
}

function inContext(written: readonly string[], character: string, index: number): string {
  const isStroke = levelStrokes.includes(character);
  const neighbours = `${written[index - 1] ?? ''}${written[index + 1] ?? ''}`;
  return isStroke && /\p{Script=Han}/u.test(neighbours) ? levelStrokes[0]! : character;
}

/**
 * How probable it is, at each blank, that no character was left out there. The flank of a character
 * beside it is no such doubt: there the model hesitates where it begins, not what it is.
 */
function gapCertainties(path: readonly Step[]): number[] {
  return path
    .filter((step, index) => {
      if (isCharacter(step)) return false;
      const near = path.slice(Math.max(0, index - 2), index + 3);
      return !near.some((other) => isCharacter(other) && other.character === step.character);
    })
    .map((step) => step.blankProbability);
}

function mostProbable(
  probabilities: Float32Array,
  base: number,
  classes: number,
  strokes: readonly number[],
): Step {
  let written = 1;
  for (let candidate = 2; candidate < classes; candidate += 1) {
    if (probabilities[base + candidate]! > probabilities[base + written]!) written = candidate;
  }
  const isStroke = strokes.includes(written);
  const same = isStroke ? strokes : [written];
  return {
    character: isStroke ? strokes[0]! : written,
    written,
    characterProbability: same.reduce((sum, one) => sum + probabilities[base + one]!, 0),
    blankProbability: probabilities[base]!,
  };
}
