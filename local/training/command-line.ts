/** What `npm run train` was asked for. */
import { basename, extname } from 'node:path';
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { TrainingError } from './table';
import type { ModelKind } from './training';

export const usage = `npm run train -- --card application|behaviour --data FILE [options]

  --split TRAIN TEST  files with the row ids to learn from and to test on; otherwise 70 % are drawn
  --target NAME       the column that is 1 for a bad loan (y)
  --seed NUMBER       the same data and seed give the same file (1)
  --woe, --trees      only the scorecard, or only the trees; otherwise both
  --exclude NAME      a column that must not be a feature (repeatable)
  --special NUMBER    a number that is no amount, such as -9 (repeatable; for the scorecard)
  --out PATH          where the models go, without extension (models/cards/CARD-DATA)
  --source, --licence, --period TEXT   what the data sheet says of the data

Sex, age, marriage, ethnicity and their like never become features. Writes each model with its
data sheet, and prints AUC, KS and Brier on the test rows as JSON.`;

export interface TrainCommand {
  readonly card: string;
  readonly data: string;
  readonly split?: readonly [train: string, test: string];
  readonly target: string;
  readonly seed: number;
  readonly kinds: readonly ModelKind[];
  readonly exclude: readonly string[];
  readonly special: readonly number[];
  /** The path of a model's file, without extension. */
  readonly outOf: (kind: ModelKind) => string;
  readonly source: string | null;
  readonly licence: string | null;
  readonly period: string | null;
}

const options = {
  card: { type: 'string' as const, default: 'application' },
  data: { type: 'string' as const },
  split: { type: 'string' as const },
  target: { type: 'string' as const, default: 'y' },
  seed: { type: 'string' as const, default: '1' },
  woe: { type: 'boolean' as const, default: false },
  trees: { type: 'boolean' as const, default: false },
  exclude: { type: 'string' as const, multiple: true, default: [] as string[] },
  special: { type: 'string' as const, multiple: true, default: [] as string[] },
  out: { type: 'string' as const },
  source: { type: 'string' as const },
  licence: { type: 'string' as const },
  period: { type: 'string' as const },
} satisfies ParseArgsOptionsConfig;

/** Throws a TrainingError that says which word is wrong. */
export function readCommand(words: readonly string[]): TrainCommand {
  const { values, positionals } = parse(words);
  const { card, data, split } = values;
  if (data === undefined) throw new TrainingError('--data FILE is missing');
  if (card !== 'application' && card !== 'behaviour') {
    throw new TrainingError(`--card is application or behaviour, not ${card}`);
  }
  if (positionals.length !== (split === undefined ? 0 : 1)) {
    throw new TrainingError(
      split === undefined ? `what is ${positionals[0]}?` : '--split takes two files: TRAIN TEST',
    );
  }
  const kinds: readonly ModelKind[] =
    values.woe === values.trees ? ['woe', 'trees'] : values.woe ? ['woe'] : ['trees'];
  const dataName = basename(data, extname(data))
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-');
  const out = values.out?.replace(/\.json$/, '');
  return {
    card,
    data,
    ...(split !== undefined && { split: [split, positionals[0]!] as const }),
    target: values.target,
    seed: wholeNumber(values.seed),
    kinds,
    exclude: values.exclude,
    special: values.special.map(number),
    outOf: (kind) =>
      out !== undefined && kinds.length === 1
        ? out
        : `${out ?? `models/cards/${card}-${dataName}`}-${kind}`,
    source: values.source ?? null,
    licence: values.licence ?? null,
    period: values.period ?? null,
  };
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true });
  } catch (error) {
    throw new TrainingError((error as Error).message);
  }
}

function number(word: string): number {
  const value = Number(word);
  if (word.trim() === '' || !Number.isFinite(value))
    throw new TrainingError(`${word} is no number`);
  return value;
}

function wholeNumber(word: string): number {
  const value = number(word);
  if (!Number.isSafeInteger(value)) throw new TrainingError(`--seed ${word} is no whole number`);
  return value;
}
