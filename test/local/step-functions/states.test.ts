/** Claims about the states that need no function, variables, and the limits of data and history. */
import type { JsonObject } from '../../../local/step-functions/json';
import { error, result, walk } from '../../../local/step-functions/walk';
import { INVOKE, machine, START, task } from './laptop';

describe('Pass and Succeed', () => {
  it('hand on their input unless they have an Output', async () => {
    const plain = machine({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Succeed' } });
    const shaped = machine({
      A: { Type: 'Pass', Output: { id: '{% $states.input.id & "!" %}' }, Next: 'B' },
      B: { Type: 'Succeed', Output: '{% $states.input.id %}' },
    });
    expect(await walk(plain, {}, { id: 'o-1' })).toMatchObject({ output: { id: 'o-1' } });
    expect(await walk(shaped, {}, { id: 'o-1' })).toMatchObject({ output: 'o-1!' });
  });
});

describe('Choice', () => {
  const choose = machine({
    Decide: {
      Type: 'Choice',
      Choices: [
        { Condition: '{% $states.input.score >= 700 %}', Next: 'Approve', Assign: { by: 'score' } },
        { Condition: '{% $states.input.score >= 600 %}', Next: 'Refer', Output: 'look at it' },
      ],
      Default: 'Decline',
      Assign: { by: 'default' },
      Output: 'no',
    },
    Approve: { Type: 'Pass', Output: '{% $by %}', End: true },
    Refer: { Type: 'Pass', End: true },
    Decline: { Type: 'Pass', Output: '{% $by & ": " & $states.input %}', End: true },
  });

  it.each([
    [720, 'Approve', 'score'],
    [650, 'Refer', 'look at it'],
    [500, 'Decline', 'default: no'],
  ])('a score of %i leads to %s', async (score, state, output) => {
    const walked = await walk(choose, {}, { score });
    expect(walked.visited).toEqual(['Decide', state]);
    expect(walked.output).toBe(output);
  });

  it('fails the execution when nothing matches and there is no default', async () => {
    const definition = machine({
      A: { Type: 'Choice', Choices: [{ Condition: false, Next: 'B' }] },
      B: { Type: 'Succeed' },
    });
    expect(await walk(definition, {})).toMatchObject({
      status: 'FAILED',
      error: 'States.NoChoiceMatched',
    });
  });

  it('fails on a condition that is no boolean', async () => {
    const definition = machine({
      A: { Type: 'Choice', Choices: [{ Condition: '{% 1 %}', Next: 'B' }] },
      B: { Type: 'Succeed' },
    });
    const { error: name, cause, history } = await walk(definition, {});
    expect(name).toBe('States.QueryEvaluationError');
    expect(cause).toContain("the state 'A' (entered at the event id #2)");
    expect(history.map(({ type }) => type)).toContain('EvaluationFailed');
  });
});

describe('Wait', () => {
  const until = (field: JsonObject) => machine({ A: { Type: 'Wait', ...field, End: true } });

  it.each<[string, JsonObject, number]>([
    ['seconds', { Seconds: 90 }, 90],
    ['computed seconds', { Seconds: '{% $states.input.days * 86400 %}' }, 30 * 86_400],
    ['an instant', { Timestamp: '2027-02-15T00:00:00Z' }, 31 * 86_400],
    ['an instant in China', { Timestamp: '{% "2027-01-15T09:00:00+08:00" %}' }, 3600],
    ['an instant that has passed', { Timestamp: '2020-01-01T00:00:00Z' }, 0],
    ['no time', { Seconds: 0 }, 0],
  ])('waits for %s', async (_, field, elapsedSeconds) => {
    const walked = await walk(until(field), {}, { days: 30 }, { startMillis: START });
    expect(walked).toMatchObject({ status: 'SUCCEEDED', elapsedSeconds });
  });

  it.each<[JsonObject]>([
    [{ Seconds: '{% -1 %}' }],
    [{ Seconds: '{% 1.5 %}' }],
    [{ Seconds: '{% "3" %}' }],
    [{ Seconds: '{% 100000000 %}' }],
    [{ Timestamp: '{% "tomorrow" %}' }],
    [{ Timestamp: '{% "2027-02-15" %}' }],
  ])('fails on %j', async (field) => {
    expect(await walk(until(field), {})).toMatchObject({
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
    });
  });
});

describe('Fail', () => {
  it('gives the execution its error and cause, computed or told', async () => {
    const definition = machine({
      A: { Type: 'Fail', Error: 'Declined', Cause: '{% "score " & $string($states.input) %}' },
    });
    const walked = await walk(definition, {}, 412);
    expect(walked).toMatchObject({ status: 'FAILED', error: 'Declined', cause: 'score 412' });
  });

  it('may name neither', async () => {
    const walked = await walk(machine({ A: { Type: 'Fail' } }), {});
    expect(walked.status).toBe('FAILED');
    expect(walked).not.toHaveProperty('error');
    expect(walked.history.at(-1)).toMatchObject({ executionFailedEventDetails: {} });
  });
});

describe('variables', () => {
  it('are all assigned from the values before, and the Output sees those too', async () => {
    const definition = machine({
      A: { Type: 'Pass', Assign: { x: 1, y: 2 }, Next: 'B' },
      B: {
        Type: 'Pass',
        Assign: { x: '{% $y %}', y: '{% $x %}' },
        Output: '{% [$x, $y] %}',
        Next: 'C',
      },
      C: { Type: 'Pass', Output: '{% [$states.input, $x, $y] %}', End: true },
    });
    expect((await walk(definition, {})).output).toEqual([1, 2, 2, 1]);
  });

  it('hold the result of a task, the error of a catch, and the context', async () => {
    const definition = machine({
      A: task({ Assign: { limit: '{% $states.result.Payload.limit %}' }, Next: 'B' }),
      B: task({
        Catch: [
          {
            ErrorEquals: ['States.TaskFailed'],
            Next: 'C',
            Assign: { why: '{% $states.errorOutput.Error %}' },
            Output: '{% $states.input %}',
          },
        ],
      }),
      C: {
        Type: 'Pass',
        Output: {
          limit: '{% $limit %}',
          why: '{% $why %}',
          state: '{% $states.context.State.Name %}',
          name: '{% $states.context.Execution.Name %}',
          input: '{% $states.context.Execution.Input.id %}',
          started: '{% $states.context.Execution.StartTime %}',
          machine: '{% $states.context.StateMachine.Name %}',
          received: '{% $states.input.limit %}',
        },
        End: true,
      },
    });
    const { output } = await walk(
      definition,
      { A: result({ limit: 500_000 }), B: error('Boom', 'x') },
      { id: 'o-1' },
      { startMillis: START },
    );
    expect(output).toEqual({
      limit: 500_000,
      why: 'Boom',
      state: 'C',
      name: 'walk',
      input: 'o-1',
      started: '2027-01-15T00:00:00.000Z',
      machine: 'walked',
      received: 500_000,
    });
  });

  it('are shown in the history when they are assigned', async () => {
    const { history } = await walk(
      machine({ A: { Type: 'Pass', Assign: { x: [1] }, End: true } }),
      {},
    );
    const exited = history.find(({ type }) => type === 'PassStateExited');
    expect(exited?.stateExitedEventDetails).toMatchObject({ assignedVariables: { x: '[1]' } });
  });
});

describe('limits', () => {
  it('a state may not give out more than 256 KiB', async () => {
    const largest = 'x'.repeat(262_142);
    const adding = (text: string) =>
      machine({ A: { Type: 'Pass', Output: `{% $states.input & "${text}" %}`, End: true } });
    expect((await walk(adding(''), {}, largest)).status).toBe('SUCCEEDED');
    expect(await walk(adding('x'), {}, largest)).toMatchObject({
      error: 'States.DataLimitExceeded',
    });
  });

  it('too large a result is caught by its name, not by States.ALL', async () => {
    const catching = (name: string) =>
      machine({
        A: task({ Resource: INVOKE, Catch: [{ ErrorEquals: [name], Next: 'B' }] }),
        B: { Type: 'Pass', End: true },
      });
    const mocks = { A: result('x'.repeat(300_000)) };
    const named = await walk(catching('States.DataLimitExceeded'), mocks);
    expect(named).toMatchObject({ status: 'SUCCEEDED', visited: ['A', 'B'] });
    const all = await walk(catching('States.ALL'), mocks);
    expect(all).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });

  it('an execution that runs in circles fails with its 25,000th event', async () => {
    const circle = machine({
      A: { Type: 'Pass', Next: 'B' },
      B: { Type: 'Choice', Choices: [{ Condition: false, Next: 'C' }], Default: 'A' },
      C: { Type: 'Succeed' },
    });
    const walked = await walk(circle, {});
    expect(walked).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(walked.cause).toContain('maximum number of history events (25000)');
    expect(walked.history).toHaveLength(25_000);
    expect(walked.history.at(-1)?.type).toBe('ExecutionFailed');
  });
});
