import { decodeText } from '../../lambdas/adapters/ppocr/text-decoding';

/** Class 0 is the blank, then these. */
const alphabet = ['王', '一', '—', '-', '2'];

describe('decoding recognised text', () => {
  it('takes a level stroke beside an ideograph for 一, with what its look-alikes were given', () => {
    const read = decode([{ 王: 1 }, {}, { '-': 0.36, 一: 0.24, '—': 0.2 }]);
    expect(read.text).toBe('王一');
    expect(read.weakestConfidence).toBeCloseTo(0.8);
  });

  it('leaves a dash between digits a dash', () => {
    expect(decode([{ 2: 1 }, {}, { '-': 0.9, 一: 0.1 }, {}, { 2: 1 }]).text).toBe('2-2');
  });

  it('reads one stroke that seems two as one, and two apart as two', () => {
    const stroke = { 一: 1 };
    expect(decode([{ 王: 1 }, {}, stroke, {}, { '—': 1 }]).text).toBe('王一');
    expect(decode([{ 王: 1 }, {}, stroke, {}, {}, {}, {}, stroke]).text).toBe('王一一');
  });
});

/** One step each; what is left of its certainty is the blank's. */
function decode(steps: readonly Readonly<Record<string, number>>[]) {
  const classes = alphabet.length + 1;
  const probabilities = new Float32Array(steps.length * classes);
  steps.forEach((step, at) => {
    const given = alphabet.map((character) => step[character] ?? 0);
    const blank = 1 - given.reduce((sum, one) => sum + one, 0);
    probabilities.set([blank, ...given], at * classes);
  });
  return decodeText(probabilities, steps.length, classes, alphabet);
}
