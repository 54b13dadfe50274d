import { decodeText } from '../../lambdas/adapters/ppocr/text-decoding';

const characters = ['甲', '乙', '丙'];
const blank = 0;
const classes = 4;

describe('decoding recognised text', () => {
  it('merges repeats, leaves blanks out and tells twins apart by the blank between', () => {
    const text = decoded([sure(1), sure(1), sure(blank), sure(1), sure(2), sure(blank), sure(3)]);
    expect(text.text).toBe('甲甲乙丙');
  });

  it('is as sure as its characters, and as its least certain one', () => {
    const { confidence, weakestConfidence } = decoded([sure(1), [0.1, 0.1, 0.7, 0.1], sure(3)]);
    expect(confidence).toBeCloseTo((1 + 0.7 + 1) / 3, 6);
    expect(weakestConfidence).toBeCloseTo(0.7, 6);
  });

  it('doubts a gap in which a character may have been lost', () => {
    const path = [sure(1), sure(blank), sure(blank), [0.55, 0, 0.45, 0], sure(blank), sure(3)];
    expect(decoded(path)).toMatchObject({ text: '甲丙' });
    expect(decoded(path).weakestConfidence).toBeCloseTo(0.55, 6);
  });

  it('does not doubt the flank of a character it has read', () => {
    const path = [[0.6, 0.4, 0, 0], sure(1), [0.6, 0.4, 0, 0]];
    expect(decoded(path).weakestConfidence).toBeCloseTo(1, 6);
  });

  it('is no text, and not sure of it, when all is blank', () => {
    expect(decoded([sure(blank), sure(blank)])).toEqual({
      text: '',
      confidence: 0,
      weakestConfidence: 0,
    });
  });
});

const sure = (winner: number): number[] =>
  Array.from({ length: classes }, (_, each) => (each === winner ? 1 : 0));

const decoded = (path: readonly (readonly number[])[]) =>
  decodeText(Float32Array.from(path.flat()), path.length, classes, characters);
