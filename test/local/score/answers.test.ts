import * as fc from 'fast-check';
import { readModel } from '../../../lambdas/core/risk/models/model-reading';
import { scoreLine } from '../../../local/score/answers';
import { expectValue, readVectors, type TreeCase } from '../../core/risk/models/vectors';

const { head, cases } = readVectors<{ model: object }, TreeCase>('taiwan-default-d4-200');
const model = expectValue(readModel(JSON.stringify(head.model)));

it('answers a line of features with margin, probability, score and reasons', () => {
  const { x, margin, probability } = cases[0]!;
  const features = Object.fromEntries(x.map((value, index) => [`f${index}`, value]));

  const answer = scoreLine(model, JSON.stringify({ features }));

  expect(answer).toEqual({
    margin: Math.fround(margin),
    probability: Math.fround(probability),
    score: expect.closeTo(600 + (50 / Math.LN2) * (-Math.fround(margin) - Math.log(20)), 9),
    reasons: expect.any(Array),
  });
  expect(answer).toHaveProperty('reasons.0', {
    feature: expect.any(String),
    value: expect.any(Number),
    pointsLost: expect.any(Number),
    text: { zh: expect.stringContaining('扣'), en: expect.stringContaining('lost') },
  });
});

it('reads a bare NaN as missing', () => {
  expect(scoreLine(model, '{"features":{"f0":NaN}}')).toEqual(
    scoreLine(model, '{"features":{"f0":null}}'),
  );
});

it.each([
  ['', 'lineInvalid'],
  ['not JSON', 'lineInvalid'],
  ['[]', 'lineInvalid'],
  ['null', 'lineInvalid'],
  ['{}', 'lineInvalid'],
  ['{"features":[1]}', 'lineInvalid'],
  ['{"features":{"f0":[1]}}', 'lineInvalid'],
  ['{"features":{"f0":"1"}}', 'featureWrongType'],
  ['{"features":{"f0":1e400}}', 'featureOutOfRange'],
])('answers %j with an error of its own: %s', (line, code) => {
  expect(scoreLine(model, line)).toEqual({ error: { code, message: expect.any(String) } });
});

it('answers every line, whatever it is', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
      expect(scoreLine(model, line)).toHaveProperty('error');
    }),
  );
});
