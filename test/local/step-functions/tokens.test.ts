/** Claims about task tokens: who may answer, how often, and what a late answer is told. */
import { failed, Laptop, machine, ok, task, tokenTask } from './laptop';

describe('a task that waits for its token', () => {
  it('goes on with the answer, not with what the function returned', async () => {
    const laptop = await waiting();
    expect(laptop.record.status).toBe('RUNNING');
    expect(laptop.calls[0]?.payload).toEqual({ token: laptop.token });
    await succeed(laptop, { approved: true });
    expect(laptop.record).toMatchObject({ status: 'SUCCEEDED', output: { approved: true } });
    expect(laptop.events).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
  });

  it('fails with the error it is given', async () => {
    const laptop = await waiting();
    const { token: taskToken } = laptop;
    await laptop.send('SendTaskFailure', {
      taskToken,
      error: 'Withdrawn',
      cause: 'by the borrower',
    });
    expect(laptop.record).toMatchObject({ error: 'Withdrawn', cause: 'by the borrower' });
  });

  it('can be caught when it is failed without a name', async () => {
    const definition = machine({
      A: tokenTask({ Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'B' }] }),
      B: { Type: 'Pass', End: true },
    });
    const laptop = await waiting(definition);
    await laptop.send('SendTaskFailure', { taskToken: laptop.token });
    expect(laptop.record).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('may be answered before the function has returned', async () => {
    const laptop = new Laptop(machine({ A: tokenTask() }));
    await laptop.start();
    await succeed(laptop, 'early');
    laptop.calls[0]?.reply(failed('Late'));
    await laptop.engine.atRest();
    expect(laptop.record).toMatchObject({ status: 'SUCCEEDED', output: 'early' });
  });

  it('fails when its function does', async () => {
    const laptop = await waiting(machine({ A: tokenTask() }), () => failed('Boom'));
    expect(laptop.record).toMatchObject({ status: 'FAILED', error: 'Boom' });
  });

  it('gets a new token with each attempt; the old one is worth nothing', async () => {
    const definition = machine({
      A: tokenTask({ TimeoutSeconds: 10, Retry: [{ ErrorEquals: ['States.Timeout'] }] }),
    });
    const laptop = await waiting(definition);
    const { token: old } = laptop;
    await laptop.pass(11);
    expect(laptop.token).not.toBe(old);
    const late = laptop.send('SendTaskSuccess', { taskToken: old, output: '1' });
    await expect(late).rejects.toMatchObject({ code: 'TaskTimedOut' });
    await succeed(laptop, 2);
    expect(laptop.record.output).toBe(2);
  });
});

describe('an answer', () => {
  it.each(['SendTaskSuccess', 'SendTaskFailure', 'SendTaskHeartbeat'])(
    'by %s after the first is told that the task is over',
    async (action) => {
      const laptop = await waiting(machine({ A: tokenTask({ Next: 'B' }), B: tokenTask() }));
      const [first] = laptop.calls;
      await succeed(laptop, 1);
      const again = { taskToken: first?.task.token, output: '2' };
      await expect(laptop.send(action, again)).rejects.toMatchObject({
        code: 'TaskTimedOut',
        message: "Task Timed Out: 'Provided task does not exist anymore'",
      });
      expect(laptop.record.history.filter(({ type }) => type === 'TaskSucceeded')).toHaveLength(1);
    },
  );

  it('counts once when two are sent at the same time', async () => {
    const laptop = await waiting();
    const { token: taskToken } = laptop;
    const answers = await Promise.allSettled(
      ['1', '2'].map((output) => laptop.send('SendTaskSuccess', { taskToken, output })),
    );
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(laptop.record.output).toBe(1);
  });

  it('after a timeout or a stop is told that the task is over', async () => {
    const timedOut = await waiting(machine({ A: tokenTask({ TimeoutSeconds: 1 }) }));
    await timedOut.pass(1);
    await expect(succeed(timedOut, 1)).rejects.toMatchObject({ code: 'TaskTimedOut' });
    const stopped = await waiting();
    await stopped.send('StopExecution', { executionArn: stopped.record.arn });
    await expect(succeed(stopped, 1)).rejects.toMatchObject({ code: 'TaskTimedOut' });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a made-up token', { taskToken: 'made-up', output: '1' }, 'InvalidToken'],
    ['no token', { output: '1' }, 'ValidationException'],
    ['an output that is no JSON', { output: '{' }, 'InvalidOutput'],
    ['no output', {}, 'ValidationException'],
    ['too large an output', { output: `"${'x'.repeat(262_144)}"` }, 'ValidationException'],
  ])('with %s is refused and changes nothing', async (what, input, code) => {
    const laptop = await waiting();
    const { token: taskToken } = laptop;
    const members = what === 'no token' ? input : { taskToken, ...input };
    await expect(laptop.send('SendTaskSuccess', members)).rejects.toMatchObject({ code });
    expect(laptop.record.status).toBe('RUNNING');
    await succeed(laptop, 'still open');
    expect(laptop.record.status).toBe('SUCCEEDED');
  });

  it('to another spelling of the token is refused, though it would decode alike', async () => {
    const laptop = await waiting();
    const answer = laptop.send('SendTaskSuccess', { taskToken: `${laptop.token}=`, output: '1' });
    await expect(answer).rejects.toMatchObject({ code: 'InvalidToken' });
  });

  it('to the token of another laptop is told that there is no such task', async () => {
    const [one, other] = [await waiting(), new Laptop(machine({ A: task() }))];
    const answer = other.send('SendTaskSuccess', { taskToken: one.token, output: '1' });
    await expect(answer).rejects.toMatchObject({ code: 'TaskDoesNotExist' });
  });
});

async function waiting(definition = machine({ A: tokenTask() }), reply = () => ok('sent')) {
  const laptop = new Laptop(definition, { answers: reply });
  await laptop.start();
  await laptop.engine.atRest();
  return laptop;
}

async function succeed(laptop: Laptop, value: unknown): Promise<void> {
  const { token: taskToken } = laptop;
  await laptop.send('SendTaskSuccess', { taskToken, output: JSON.stringify(value) });
  await laptop.engine.settled();
}
