/** `npm run -s calculate -- COMMAND`: the lending core on the command line. */
import { createInterface } from 'node:readline';
import { answerLine, type Command, commands } from '../local/calculate/answers';
import { explain } from '../local/calculate/explanation';
import { csv, table } from '../local/calculate/print';

async function main(words: readonly string[]): Promise<number> {
  const command = words.find((word) => !word.startsWith('--'));
  if (command === undefined) {
    console.log(explain());
    return 0;
  }
  if (!Object.hasOwn(commands, command)) {
    console.error(`calculate: no command "${command}"\n\n${explain()}`);
    return 2;
  }
  const answered = await answerInput(command as Command, words);
  if (answered === 0) {
    console.log(explain(command as Command));
  }
  return 0;
}

/** Answers standard input line by line, in order; returns how many lines there were. */
async function answerInput(command: Command, words: readonly string[]): Promise<number> {
  if (process.stdin.isTTY) {
    return 0;
  }
  let answered = 0;
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === '') {
      continue;
    }
    const answer = answerLine(command, line);
    if (words.includes('--table')) {
      console.log(table(answer));
    } else if (words.includes('--csv')) {
      console.log(csv(answer, answered === 0));
    } else {
      console.log(JSON.stringify(answer));
    }
    answered += 1;
  }
  return answered;
}

// A reader that stops early (head) closes the pipe: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
