/** `npm run -s score -- --model FILE < rows.jsonl`: scores applicants, line by line. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { readModel } from '../lambdas/core/risk/models/model-reading';
import type { RiskModel } from '../lambdas/core/risk/models/risk-model';
import { scoreLine } from '../local/score/answers';

const usage = `npm run -s score -- --model FILE < rows.jsonl

  FILE   a model: XGBoost's JSON (save_model) or a scorecard
  rows   one { "features": { "NAME": VALUE } } a line; null or absent is missing
  out    one { margin, probability, score, reasons } a line, or { error: { code, message } }`;

async function main(): Promise<number> {
  const file = modelFile();
  if (file === undefined) {
    console.error(usage);
    return 2;
  }
  const model = openModel(file);
  if (typeof model === 'string') {
    console.error(`score: ${file}: ${model}`);
    return 2;
  }
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    const answer = `${JSON.stringify(scoreLine(model, line))}\n`;
    if (!process.stdout.write(answer)) await once(process.stdout, 'drain');
  }
  return 0;
}

function modelFile(): string | undefined {
  try {
    return parseArgs({ options: { model: { type: 'string' } } }).values.model;
  } catch {
    return undefined;
  }
}

/** The model, or why there is none. */
function openModel(file: string): RiskModel | string {
  try {
    const read = readModel(readFileSync(file, 'utf8'));
    return read.ok ? read.value : `${read.error.code}: ${read.error.message}`;
  } catch (error) {
    return (error as Error).message;
  }
}

// A reader that stops early (head) closes the pipe: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

main().then((code) => {
  process.exitCode = code;
});
