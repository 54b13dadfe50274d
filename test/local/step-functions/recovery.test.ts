/** Claims about Retry, Catch, timeouts and heartbeats, all in virtual time. */
import type { JsonObject } from '../../../local/step-functions/json';
import { error, result, silence, walk } from '../../../local/step-functions/walk';
import { failed, Laptop, machine, ok, task, tokenTask } from './laptop';

describe('Retry', () => {
  const retrying = (...retriers: JsonObject[]) => machine({ A: task({ Retry: retriers }) });

  it.each<[string, JsonObject, number]>([
    ['doubles the second it waits, three times, unless told', {}, 1 + 2 + 4],
    ['backs off as told', { IntervalSeconds: 3, BackoffRate: 1.5 }, 3 + 4.5 + 6.75],
    ['is capped', { IntervalSeconds: 10, MaxDelaySeconds: 15 }, 10 + 15 + 15],
    ['makes as many attempts as told', { MaxAttempts: 1 }, 1],
    ['makes none when told so', { MaxAttempts: 0 }, 0],
  ])('%s', async (_, fields, elapsedSeconds) => {
    const definition = retrying({ ErrorEquals: ['States.ALL'], ...fields });
    const walked = await walk(definition, { A: error('Boom') });
    expect(walked).toMatchObject({ status: 'FAILED', error: 'Boom', elapsedSeconds });
    expect(walked.transitions).toBe(walked.calls.length);
  });

  it('spreads the attempts over the delay when told to', async () => {
    const definition = retrying({
      ErrorEquals: ['States.ALL'],
      IntervalSeconds: 100,
      MaxAttempts: 1,
      JitterStrategy: 'FULL',
    });
    const laptop = new Laptop(definition, { random: () => 0.25, answers: () => failed('Boom') });
    await laptop.start();
    await laptop.pass(24);
    expect(laptop.calls).toHaveLength(1);
    await laptop.pass(1);
    expect(laptop.calls).toHaveLength(2);
  });

  it('tells the task which attempt it is, and goes on when one succeeds', async () => {
    const definition = retrying({ ErrorEquals: ['Lambda.TooManyRequestsException'] });
    const throttled = error('Lambda.TooManyRequestsException');
    const walked = await walk(definition, { A: [throttled, throttled, result('done')] });
    expect(walked).toMatchObject({ status: 'SUCCEEDED', output: 'done', elapsedSeconds: 3 });
    expect(walked.calls.map(({ retryCount }) => retryCount)).toEqual([0, 1, 2]);
  });

  it('counts the attempts of each retrier for itself', async () => {
    const definition = retrying(
      { ErrorEquals: ['A'], MaxAttempts: 1, IntervalSeconds: 1 },
      { ErrorEquals: ['B'], MaxAttempts: 2, IntervalSeconds: 10, BackoffRate: 1 },
    );
    const walked = await walk(definition, {
      A: [error('A'), error('B'), error('B'), error('A')],
    });
    expect(walked).toMatchObject({ error: 'A', elapsedSeconds: 1 + 10 + 10 });
  });

  it('leaves other errors alone', async () => {
    const walked = await walk(retrying({ ErrorEquals: ['Other'] }), { A: error('Boom') });
    expect(walked.calls).toHaveLength(1);
  });

  it('comes before Catch', async () => {
    const definition = machine({
      A: task({
        Retry: [{ ErrorEquals: ['Boom'], MaxAttempts: 2 }],
        Catch: [{ ErrorEquals: ['Boom'], Next: 'B' }],
      }),
      B: { Type: 'Pass', End: true },
    });
    const walked = await walk(definition, { A: error('Boom', 'really') });
    expect(walked.calls).toHaveLength(3);
    expect(walked.edges).toEqual(['A -> B']);
    expect(walked.output).toEqual({ Error: 'Boom', Cause: 'really' });
  });
});

describe('Catch', () => {
  const catching = (names: string[], more: JsonObject = {}) =>
    machine({
      A: tokenTask({ TimeoutSeconds: 60, Catch: [{ ErrorEquals: names, Next: 'B' }], ...more }),
      B: { Type: 'Pass', End: true },
    });

  it.each<[string, string[], boolean]>([
    ['Boom', ['States.ALL'], true],
    ['Boom', ['States.TaskFailed'], true],
    ['Boom', ['Bang', 'Boom'], true],
    ['Boom', ['Bang'], false],
    ['Boom', ['States.Timeout'], false],
  ])('an error %s under %j: %s', async (name, names, isCaught) => {
    const walked = await walk(catching(names), { A: error(name) });
    expect(walked.visited).toEqual(isCaught ? ['A', 'B'] : ['A']);
  });

  it.each<[string[], boolean]>([
    [['States.Timeout'], true],
    [['States.ALL'], true],
    [['States.TaskFailed'], false],
    [['States.HeartbeatTimeout'], false],
  ])('a timeout under %j: %s', async (names, isCaught) => {
    const walked = await walk(catching(names), { A: silence });
    expect(walked.visited).toEqual(isCaught ? ['A', 'B'] : ['A']);
    expect(walked.elapsedSeconds).toBe(60);
    if (isCaught) expect(walked.output).toEqual({ Error: 'States.Timeout', Cause: '' });
  });

  it.each([['States.HeartbeatTimeout'], ['States.Timeout']])(
    'a missed heartbeat under %s',
    async (name) => {
      const walked = await walk(catching([name], { HeartbeatSeconds: 10 }), { A: silence });
      expect(walked).toMatchObject({ visited: ['A', 'B'], elapsedSeconds: 10 });
    },
  );

  it('catches what goes wrong in the Output of its own state', async () => {
    const definition = machine({
      A: task({
        Output: '{% $states.result.Payload.absent %}',
        Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'B' }],
      }),
      B: { Type: 'Pass', End: true },
    });
    expect(await walk(definition, { A: result({}) })).toMatchObject({ visited: ['A', 'B'] });
  });

  it('cannot catch what goes wrong in itself', async () => {
    const definition = machine({
      A: task({
        Catch: [
          {
            ErrorEquals: ['States.ALL'],
            Output: '{% $states.errorOutput.Absent %}',
            Next: 'B',
          },
        ],
      }),
      B: { Type: 'Pass', End: true },
    });
    const walked = await walk(definition, { A: error('Boom') });
    expect(walked).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
    expect(walked.cause).toContain("'Catch[0]/Output'");
  });
});

describe('time limits', () => {
  it('a function that does not return is given up at its timeout, its reply ignored', async () => {
    const laptop = new Laptop(machine({ A: task({ TimeoutSeconds: '{% $states.input.t %}' }) }));
    await laptop.start({ t: 20 });
    await laptop.pass(19);
    expect(laptop.record.status).toBe('RUNNING');
    await laptop.pass(1);
    expect(laptop.record).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(laptop.record).not.toHaveProperty('cause');
    laptop.calls[0]?.reply(ok('too late'));
    await laptop.engine.atRest();
    expect(laptop.events.slice(-2)).toEqual(['TaskTimedOut', 'ExecutionFailed']);
  });

  it('each attempt has the whole time', async () => {
    const definition = machine({
      A: task({ TimeoutSeconds: 20, Retry: [{ ErrorEquals: ['States.Timeout'], MaxAttempts: 1 }] }),
    });
    expect(await walk(definition, { A: silence })).toMatchObject({ elapsedSeconds: 20 + 1 + 20 });
  });

  it('heartbeats keep a task alive until its timeout', async () => {
    const definition = machine({ A: tokenTask({ TimeoutSeconds: 25, HeartbeatSeconds: 10 }) });
    const laptop = new Laptop(definition, { answers: () => ok() });
    await laptop.start();
    for (const _ of [1, 2, 3]) {
      await laptop.pass(8);
      await laptop.send('SendTaskHeartbeat', { taskToken: laptop.token });
    }
    expect(laptop.record.status).toBe('RUNNING');
    await laptop.pass(1);
    expect(laptop.record).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  it('the execution as a whole may take so long and no longer', async () => {
    const definition = machine(
      { A: { Type: 'Wait', Seconds: 100, End: true } },
      { TimeoutSeconds: 60 },
    );
    const walked = await walk(definition, {});
    expect(walked).toMatchObject({ status: 'TIMED_OUT', elapsedSeconds: 60 });
    expect(walked).not.toHaveProperty('error');
    expect(walked.history.at(-1)).toMatchObject({
      type: 'ExecutionTimedOut',
      previousEventId: 0,
      executionTimedOutEventDetails: { error: 'States.Timeout' },
    });
  });

  it.each([0, 1.5, 100_000_000])('a timeout of %p seconds is none', async (seconds) => {
    const definition = machine({ A: task({ TimeoutSeconds: `{% ${seconds} %}` }) });
    expect(await walk(definition, {})).toMatchObject({ error: 'States.QueryEvaluationError' });
  });
});
