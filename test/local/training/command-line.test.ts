import { readCommand } from '../../../local/training/command-line';
import { progressBar } from '../../../local/training/progress';

it('trains both kinds unless told which, into a file named after card and data', () => {
  const command = readCommand(['--card', 'behaviour', '--data', '../shared/Loan data_2.csv']);

  expect(command.kinds).toEqual(['woe', 'trees']);
  expect(command.kinds.map(command.outOf)).toEqual([
    'models/cards/behaviour-loan-data-2-woe',
    'models/cards/behaviour-loan-data-2-trees',
  ]);
  expect(command).toMatchObject({ target: 'y', seed: 1, exclude: [], special: [] });
});

it('writes one kind exactly where it is told', () => {
  const command = readCommand(['--data', 'a.csv', '--trees', '--out', 'models/cards/b.json']);

  expect(command.outOf('trees')).toBe('models/cards/b');
});

it('takes two files for a split, and numbers that are no amounts', () => {
  const words = ['--data', 'a.csv', '--split', 'train.csv', 'test.csv', '--special=-9'];

  expect(readCommand(words)).toMatchObject({ split: ['train.csv', 'test.csv'], special: [-9] });
});

it.each([
  [[], /--data FILE is missing/],
  [['--data', 'a', '--card', 'fraud'], /application or behaviour/],
  [['--data', 'a', '--split', 'train.csv'], /two files/],
  [['--data', 'a', 'b'], /what is b/],
  [['--data', 'a', '--seed', '1.5'], /whole number/],
  [['--data', 'a', '--special', 'x'], /no number/],
  [['--data', 'a', '--colour', 'red'], /colour/],
])('says what is wrong with %j', (words, message) => {
  expect(() => readCommand(words)).toThrow(message);
});

describe('a progress bar', () => {
  it('moves on a terminal, and ends its line when done', () => {
    const written = barOver([0, 0.5, 0.5, 1], true);

    expect(written).toHaveLength(3);
    expect(written[1]).toMatch(/^\r.*50 %$/);
    expect(written[2]).toMatch(/100 %\n$/);
  });

  it('writes only beginning and end where lines cannot be written over', () => {
    expect(barOver([0, 0.2, 0.4, 0.9, 1], false)).toEqual([
      expect.stringMatching(/ 0 %\n$/),
      expect.stringMatching(/100 %\n$/),
    ]);
  });
});

function barOver(shares: readonly number[], isTTY: boolean): readonly string[] {
  const written: string[] = [];
  const bar = progressBar({ isTTY, write: (text) => written.push(text) }, 'trees');
  for (const share of shares) bar(share);
  return written;
}
