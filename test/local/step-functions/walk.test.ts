/** Claims about walks, with which the tests of our state machines go every way. */
import {
  edgesOf,
  error,
  result,
  silence,
  statesOf,
  walk,
} from '../../../local/step-functions/walk';
import { INVOKE, machine, task, tokenTask } from './laptop';

const definition = machine({
  Assess: task({
    Retry: [{ ErrorEquals: ['Lambda.ServiceException'], IntervalSeconds: 2 }],
    Next: 'Decide',
  }),
  Decide: {
    Type: 'Choice',
    Choices: [{ Condition: "{% $states.input.grade = 'A' %}", Next: 'Sign' }],
    Default: 'Decline',
  },
  Sign: tokenTask({
    TimeoutSeconds: 15 * 86_400,
    Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Expire' }],
    Next: 'Announce',
  }),
  Announce: {
    Type: 'Task',
    Resource: 'arn:aws:states:::aws-sdk:sns:publish',
    Arguments: { Message: 'signed' },
    End: true,
  },
  Expire: { Type: 'Fail', Error: 'Expired' },
  Decline: { Type: 'Succeed' },
});

describe('a walk', () => {
  it('reports states, transitions, calls and the time that passed', async () => {
    const walked = await walk(definition, {
      Assess: [error('Lambda.ServiceException'), result({ grade: 'A' })],
      Sign: result({ signed: true }, 3600),
      Announce: ({ payload }) => result({ said: payload }),
    });
    expect(walked).toMatchObject({
      status: 'SUCCEEDED',
      visited: ['Assess', 'Decide', 'Sign', 'Announce'],
      edges: ['Assess -> Decide', 'Decide -> Sign', 'Sign -> Announce'],
      output: { said: { Message: 'signed' } },
      elapsedSeconds: 2 + 3600,
      transitions: 5,
    });
    expect(walked.calls.map(({ state, call }) => `${state} ${call}`)).toEqual([
      'Assess 0',
      'Assess 1',
      'Sign 0',
      'Announce 0',
    ]);
  });

  it('waits out a token that is never answered', async () => {
    const walked = await walk(definition, { Assess: result({ grade: 'A' }), Sign: silence });
    expect(walked).toMatchObject({ status: 'FAILED', error: 'Expired' });
    expect(walked.elapsedSeconds).toBe(15 * 86_400);
  });

  it('is given up as RUNNING when nothing can end it in time', async () => {
    const endless = machine({ A: tokenTask() });
    const walked = await walk(endless, { A: silence }, {}, { patienceSeconds: 60 });
    expect(walked).toMatchObject({ status: 'RUNNING', elapsedSeconds: 60 });
  });

  it('refuses to guess the answer of a task it was told nothing about', async () => {
    await expect(walk(definition, {})).rejects.toThrow("no mock for the task 'Assess'");
  });

  it('knows all states and transitions there are, so that none is forgotten', async () => {
    expect(statesOf(definition)).toEqual([
      'Announce',
      'Assess',
      'Decide',
      'Decline',
      'Expire',
      'Sign',
    ]);
    expect(edgesOf(definition)).toEqual([
      'Assess -> Decide',
      'Decide -> Decline',
      'Decide -> Sign',
      'Sign -> Announce',
      'Sign -> Expire',
    ]);
    const ways = await Promise.all([
      walk(definition, { Assess: result({ grade: 'D' }) }),
      walk(definition, { Assess: result({ grade: 'A' }), Sign: silence }),
      walk(definition, {
        Assess: result({ grade: 'A' }),
        Sign: result(null),
        Announce: result(null),
      }),
    ]);
    expect([...new Set(ways.flatMap(({ edges }) => edges))].sort()).toEqual(edgesOf(definition));
  });

  it('goes through branches', async () => {
    const branch = (name: string) => ({ StartAt: name, States: { [name]: task() } });
    const parallel = machine({
      Both: { Type: 'Parallel', Branches: [branch('Rules'), branch('Score')], End: true },
    });
    const walked = await walk(parallel, { Rules: result(1), Score: result(2) });
    expect(walked).toMatchObject({ output: [1, 2], visited: ['Both', 'Rules', 'Score'] });
    expect(statesOf(parallel)).toEqual(['Both', 'Rules', 'Score']);
  });

  it('shows a function called without its name as the failure it is in AWS', async () => {
    const nameless = machine({ A: { Type: 'Task', Resource: INVOKE, Arguments: {}, End: true } });
    expect(await walk(nameless, {})).toMatchObject({ error: 'Lambda.ValidationException' });
  });
});
