/** The simulation as a command: months of many loans, and what they come to. */
import { parseArgs } from 'node:util';
import { type Simulation, simulate } from './year';

const { values } = parseArgs({
  options: {
    loans: { type: 'string', default: '1000' },
    months: { type: 'string', default: '12' },
    seed: { type: 'string', default: 'sunlend' },
    json: { type: 'boolean', default: false },
  },
});

const shown = 10;

function linesOf(lived: Simulation): string[] {
  const { ledger, differences, wrongStates } = lived;
  const mark = (good: boolean) => (good ? '✓' : '✗');
  const faults = Object.entries(lived.faults).map(([mode, count]) => `${count} ${mode}`);
  return [
    `${lived.lent} loans lent, ${lived.settled} settled, ${lived.overdue} overdue`,
    `faults in the bank: ${faults.join(', ')}`,
    `${mark(ledger.sumFen === 0 && ledger.differs === 0)} ${ledger.postings} postings sum to ${ledger.sumFen}`,
    `${mark(differences.length === 0)} unexplained differences: ${differences.length}`,
    ...differences.slice(0, shown).map((each) => `    ${each}`),
    `${mark(wrongStates.length === 0)} loans not in the state a recomputation gives: ${wrongStates.length}`,
    ...wrongStates.slice(0, shown).map((each) => `    ${each}`),
    `${mark(lived.cases === 0)} loans a night could not serve: ${lived.cases}`,
    `  ${lived.nights} runs of the night, ${(lived.transitions / lived.loans).toFixed(1)} transitions a loan`,
    `  in ${lived.seconds} s`,
  ];
}

async function main(): Promise<void> {
  const { loans, months, seed, json } = values;
  const lived = await simulate({
    loans: Number(loans),
    months: Number(months),
    seed,
    onMonth: (month) => void process.stderr.write(`${month} `),
  });
  process.stderr.write('\n');
  if (json) console.log(JSON.stringify(lived, null, 2));
  else for (const line of linesOf(lived)) console.log(line);
  process.exitCode = lived.ok ? 0 : 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
