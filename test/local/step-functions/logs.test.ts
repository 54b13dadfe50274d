/** Claims about what a machine writes to its log group. */
import type { Logging } from '../../../local/step-functions/machines';
import { failed, Laptop, machine, ok, START, task } from './laptop';

describe('the log group', () => {
  it('is told everything at level ALL, without what the execution worked on', async () => {
    const lines = await logged({ level: 'ALL', includeExecutionData: false });
    expect(lines).toHaveLength(7);
    expect(lines.join()).not.toContain('secret');
    expect(JSON.parse(lines[1] ?? '')).toEqual({
      id: '2',
      type: 'TaskStateEntered',
      details: { name: 'A' },
      previous_event_id: '0',
      event_timestamp: String(START),
      execution_arn: 'arn:aws:states:eu-central-1:000000000000:execution:lending:one',
    });
  });

  it('is told the data where the machine says so', async () => {
    const lines = await logged({ level: 'ALL', includeExecutionData: true });
    expect(lines[0]).toContain('secret');
  });

  it.each<[Logging['level'], string[]]>([
    ['ERROR', ['TaskFailed', 'ExecutionFailed']],
    ['FATAL', ['ExecutionFailed']],
    ['OFF', []],
  ])('is told at level %s only %j', async (level, types) => {
    const lines = await logged({ level, includeExecutionData: false }, false);
    expect(lines.map((line) => JSON.parse(line).type)).toEqual(types);
  });
});

async function logged(logging: Omit<Logging, 'group'>, succeeds = true): Promise<string[]> {
  const lines: string[] = [];
  const laptop = new Laptop(machine({ A: task() }), {
    answers: () => (succeeds ? ok('secret') : failed('Boom', 'secret')),
    machine: { logging: { group: '/workflows', ...logging } },
    logs: {
      write: (group, line) => {
        expect(group).toBe('/workflows');
        lines.push(line);
      },
    },
  });
  await laptop.start({ secret: 'secret' });
  return lines;
}
