import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { answerLine, type Command } from '../../../local/calculate/answers';
import { csv, table } from '../../../local/calculate/print';

const guide = readFileSync(
  join(__dirname, '../../../docs/guides/how-a-loan-is-calculated.md'),
  'utf8',
);

/** Every command in the guide with the output printed under it. */
const examples = [
  ...guide.matchAll(
    /```sh\necho '(?<input>.*)' \| npm run -s calculate -- (?<command>\w+)(?<style> --\w+)?\n```\n\n```\w+\n(?<output>[\s\S]*?)```/g,
  ),
].map(({ groups }) => groups as Record<'input' | 'command' | 'style' | 'output', string>);

describe('the guide to how a loan is calculated', () => {
  it('shows as many outputs as commands', () => {
    expect(examples.length).toBeGreaterThanOrEqual(6);
    expect(examples).toHaveLength(guide.split('npm run -s calculate').length - 1);
  });

  it.each(examples.map((each, index) => [index + 1, each.command, each] as const))(
    'prints under example %d (%s) what the code answers',
    (_index, command, { input, style, output }) => {
      const answer = answerLine(command as Command, input);
      const printed = { ' --csv': csv(answer, true), ' --table': table(answer) }[style ?? ''];
      const lines = (text: string) => text.split('\n').map((line) => line.trimEnd());
      expect(lines(output.trim())).toEqual(lines((printed ?? JSON.stringify(answer)).trim()));
    },
  );
});
