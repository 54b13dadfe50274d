/** Turns the recogniser's probabilities into text, and says how sure it is of that text. */

export interface RecognisedText {
  readonly text: string;
  /** Mean over the characters, 0 to 1; 0 for no text. */
  readonly confidence: number;
  /** Of the least certain character, or of the least certain gap between characters. */
  readonly weakestConfidence: number;
}

interface Step {
  /** The most probable character; class 0, the blank, is no character. */
  readonly character: number;
  readonly characterProbability: number;
  readonly blankProbability: number;
}

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
  const path = Array.from({ length: steps }, (_, step) => {
    return mostProbable(probabilities, step * classes, classes);
  });
  let text = '';
  const certainties: number[] = [];
  path.forEach((step, index) => {
    const before = path[index - 1];
    const isRepeat = before && isCharacter(before) && before.character === step.character;
    if (!isCharacter(step) || isRepeat) return;
    text += characters[step.character - 1] ?? '';
    certainties.push(step.characterProbability);
  });
  if (certainties.length === 0) return { text: '', confidence: 0, weakestConfidence: 0 };
  const sum = certainties.reduce((total, certainty) => total + certainty, 0);
  return {
    text,
    confidence: sum / certainties.length,
    weakestConfidence: Math.min(...certainties, ...gapCertainties(path)),
  };
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

function mostProbable(probabilities: Float32Array, base: number, classes: number): Step {
  let character = 1;
  for (let candidate = 2; candidate < classes; candidate += 1) {
    if (probabilities[base + candidate]! > probabilities[base + character]!) character = candidate;
  }
  return {
    character,
    characterProbability: probabilities[base + character]!,
    blankProbability: probabilities[base]!,
  };
}
