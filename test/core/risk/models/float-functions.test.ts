import {
  floatExponential,
  floatLogarithm,
} from '../../../../lambdas/core/risk/models/float-functions';
import { readVectors } from './vectors';

type Pairs = readonly (readonly [x: number, y: number])[];

const { head } = readVectors<{ exponentials: Pairs; logarithms: Pairs }, never>('float-functions');

it('raises e to a power as the C library does, to the last bit', () => {
  expect(head.exponentials.map(([x]) => floatExponential(x))).toEqual(
    head.exponentials.map(([, y]) => y),
  );
});

it('takes logarithms as the C library does, to the last bit', () => {
  expect(head.logarithms.map(([x]) => floatLogarithm(x))).toEqual(
    head.logarithms.map(([, y]) => y),
  );
});

it('differs from correct rounding somewhere: the vectors would notice a shortcut', () => {
  const rounded = head.exponentials.map(([x]) => Math.fround(Math.exp(x)));

  expect(rounded).not.toEqual(head.exponentials.map(([, y]) => y));
});
