/** Claims about the JSON API: executions, their histories, lists and machines. */
import { EXECUTION, failed, Laptop, MACHINE, machine, ok, START, task } from './laptop';

describe('StartExecution', () => {
  it('is the same start when name and input are those of a running execution', async () => {
    const laptop = new Laptop(machine({ A: task() }));
    const input = { stateMachineArn: MACHINE, name: 'order-1', input: '{"id":1}' };
    const first = await laptop.send('StartExecution', input);
    await laptop.pass(60);
    expect(await laptop.send('StartExecution', input)).toEqual(first);
    expect(first).toEqual({ executionArn: `${EXECUTION}:order-1`, startDate: START / 1000 });
    expect(laptop.calls).toHaveLength(1);
  });

  it('refuses a name in use with another input, and one whose execution has ended', async () => {
    const laptop = new Laptop(machine({ A: task() }), { answers: () => ok() });
    await laptop.start({ id: 1 });
    const again = laptop.start({ id: 1 });
    await expect(again).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' });
    const running = new Laptop(machine({ A: task() }));
    await running.start({ id: 1 });
    const other = running.start({ id: 2 });
    await expect(other).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' });
  });

  it('names executions itself when asked to, and takes no input for an empty object', async () => {
    const laptop = new Laptop(machine({ A: { Type: 'Pass', End: true } }));
    const { executionArn } = await laptop.send('StartExecution', { stateMachineArn: MACHINE });
    await laptop.engine.settled();
    expect(executionArn).toMatch(/:lending:[0-9a-f-]{36}$/);
    expect(laptop.record.output).toEqual({});
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['no machine', {}, 'ValidationException'],
    ['what is no ARN', { stateMachineArn: 'lending' }, 'InvalidArn'],
    ['an unknown machine', { stateMachineArn: `${MACHINE}x` }, 'StateMachineDoesNotExist'],
    ['a bad name', { stateMachineArn: MACHINE, name: 'a b' }, 'InvalidName'],
    ['a long name', { stateMachineArn: MACHINE, name: 'x'.repeat(81) }, 'InvalidName'],
    ['no JSON', { stateMachineArn: MACHINE, input: '{' }, 'InvalidExecutionInput'],
    ['no text', { stateMachineArn: MACHINE, input: {} }, 'ValidationException'],
    [
      'too much',
      { stateMachineArn: MACHINE, input: `"${'信'.repeat(90_000)}"` },
      'ValidationException',
    ],
  ])('refuses %s', async (_, input, code) => {
    const laptop = new Laptop(machine({ A: task() }));
    await expect(laptop.send('StartExecution', input)).rejects.toMatchObject({ code });
    expect(laptop.engine.records()).toEqual([]);
  });
});

describe('DescribeExecution', () => {
  it('tells input, output and when it ran', async () => {
    const laptop = new Laptop(machine({ A: { Type: 'Wait', Seconds: 90, End: true } }));
    await laptop.start({ id: 1 });
    const { arn: executionArn } = laptop.record;
    const running = await laptop.send('DescribeExecution', { executionArn });
    expect(running).toMatchObject({ status: 'RUNNING', input: '{"id":1}', name: 'one' });
    expect(running).not.toHaveProperty('stopDate');
    await laptop.pass(100);
    expect(await laptop.send('DescribeExecution', { executionArn })).toMatchObject({
      status: 'SUCCEEDED',
      stateMachineArn: MACHINE,
      output: '{"id":1}',
      startDate: START / 1000,
      stopDate: START / 1000 + 90,
    });
  });

  it('tells error and cause', async () => {
    const laptop = new Laptop(machine({ A: task() }), { answers: () => failed('Boom', 'why') });
    await laptop.start();
    const { arn: executionArn } = laptop.record;
    const described = await laptop.send('DescribeExecution', { executionArn });
    expect(described).toMatchObject({ status: 'FAILED', error: 'Boom', cause: 'why' });
  });

  it('knows no execution that was not started', async () => {
    const laptop = new Laptop(machine({ A: task() }));
    const described = laptop.send('DescribeExecution', { executionArn: `${EXECUTION}:two` });
    await expect(described).rejects.toMatchObject({ code: 'ExecutionDoesNotExist' });
  });
});

describe('GetExecutionHistory', () => {
  it('gives every event once, in pages, from either end', async () => {
    const laptop = new Laptop(machine({ A: task() }), { answers: () => ok(7) });
    await laptop.start({ id: 1 });
    const events = laptop.record.history.map(({ id }) => id);
    expect(events).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(await pagesOf(laptop, {})).toEqual([[1, 2, 3], [4, 5, 6], [7]]);
    expect(await pagesOf(laptop, { reverseOrder: true })).toEqual([[7, 6, 5], [4, 3, 2], [1]]);
  });

  it('names the resource as AWS does and shows what was passed', async () => {
    const laptop = new Laptop(machine({ A: task({ TimeoutSeconds: 9 }) }), {
      answers: () => ok(7),
    });
    await laptop.start({ id: 1 });
    expect(laptop.event('TaskScheduled').taskScheduledEventDetails).toEqual({
      resourceType: 'lambda',
      resource: 'invoke',
      region: 'eu-central-1',
      parameters: '{"FunctionName":"assess","Payload":{"id":1}}',
      timeoutInSeconds: 9,
    });
    expect(laptop.event('TaskStateExited').stateExitedEventDetails).toEqual({
      name: 'A',
      output: '7',
      outputDetails: { truncated: false },
    });
  });

  it('keeps inputs and outputs to itself when asked to', async () => {
    const laptop = new Laptop(machine({ A: task() }), { answers: () => ok('secret') });
    await laptop.start('secret');
    const { arn: executionArn } = laptop.record;
    const input = { executionArn, includeExecutionData: false };
    const { events } = await laptop.send('GetExecutionHistory', input);
    const withoutParameters = JSON.stringify(events).replace(/"parameters":"[^}]*}"/, '');
    expect(withoutParameters).not.toContain('secret');
    expect(events).toHaveLength(7);
  });

  it('uses the events of Lambda for a resource that is a function', async () => {
    const resource = 'arn:aws:lambda:eu-central-1:000000000000:function:assess';
    const definition = machine({ A: { Type: 'Task', Resource: resource, End: true } });
    const laptop = new Laptop(definition, { answers: ({ payload }) => ok({ got: payload }) });
    await laptop.start({ id: 1 });
    expect(laptop.record.output).toEqual({ got: { id: 1 } });
    expect(laptop.events.slice(2, 5)).toEqual([
      'LambdaFunctionScheduled',
      'LambdaFunctionStarted',
      'LambdaFunctionSucceeded',
    ]);
    expect(laptop.event('LambdaFunctionScheduled').lambdaFunctionScheduledEventDetails).toEqual({
      resource,
      input: '{"id":1}',
      inputDetails: { truncated: false },
    });
  });

  it.each([{ maxResults: 1001 }, { maxResults: -1 }, { maxResults: '3' }, { nextToken: 'x' }])(
    'refuses %j',
    async (input) => {
      const laptop = new Laptop(machine({ A: task() }));
      await laptop.start();
      const { arn: executionArn } = laptop.record;
      const answer = laptop.send('GetExecutionHistory', { executionArn, ...input });
      const code = 'nextToken' in input ? 'InvalidToken' : 'ValidationException';
      await expect(answer).rejects.toMatchObject({ code });
    },
  );
});

describe('ListExecutions', () => {
  it('lists the newest first; what starts between two pages moves nothing', async () => {
    const laptop = new Laptop(machine({ A: task() }));
    for (const name of ['a', 'b', 'c']) await laptop.start({}, name);
    const list = (more = {}) =>
      laptop.send('ListExecutions', { stateMachineArn: MACHINE, maxResults: 2, ...more });
    const first = await list();
    await laptop.start({}, 'd');
    const second = await list({ nextToken: first.nextToken });
    expect([names(first), names(second)]).toEqual([['c', 'b'], ['a']]);
    expect(second).not.toHaveProperty('nextToken');
  });

  it('filters by status', async () => {
    const laptop = new Laptop(machine({ A: task() }));
    for (const name of ['a', 'b', 'c']) await laptop.start({}, name);
    laptop.calls[1]?.reply(ok());
    await laptop.engine.settled();
    const list = (statusFilter: string) =>
      laptop.send('ListExecutions', { stateMachineArn: MACHINE, statusFilter });
    expect(names(await list('RUNNING'))).toEqual(['c', 'a']);
    expect(names(await list('SUCCEEDED'))).toEqual(['b']);
    await expect(list('DONE')).rejects.toMatchObject({ code: 'ValidationException' });
  });
});

describe('StopExecution', () => {
  it('ends what runs, once, and ignores what comes back later', async () => {
    const laptop = new Laptop(machine({ A: task() }));
    await laptop.start();
    const { arn: executionArn } = laptop.record;
    const stop = { executionArn, error: 'Cancelled', cause: 'by the borrower' };
    const first = await laptop.send('StopExecution', stop);
    await laptop.pass(10);
    expect(await laptop.send('StopExecution', { executionArn })).toEqual(first);
    laptop.calls[0]?.reply(ok());
    await laptop.engine.atRest();
    expect(laptop.record).toMatchObject({ status: 'ABORTED', error: 'Cancelled' });
    expect(laptop.record.history.at(-1)).toMatchObject({
      type: 'ExecutionAborted',
      executionAbortedEventDetails: { error: 'Cancelled', cause: 'by the borrower' },
    });
  });
});

describe('machines', () => {
  it('are listed and described with their definition and role', async () => {
    const definition = JSON.stringify(machine({ A: task() }));
    const laptop = new Laptop(definition);
    const { stateMachines } = await laptop.send('ListStateMachines', {});
    expect(stateMachines).toMatchObject([{ name: 'lending', type: 'STANDARD' }]);
    const described = await laptop.send('DescribeStateMachine', { stateMachineArn: MACHINE });
    expect(described).toMatchObject({
      definition,
      status: 'ACTIVE',
      roleArn: 'arn:aws:iam::000000000000:role/WorkflowRole',
    });
  });

  it('may be replaced; what runs keeps the definition it started with', async () => {
    const next = (output: string) =>
      machine({ A: task({ Next: 'B' }), B: { Type: 'Pass', Output: output, End: true } });
    const laptop = new Laptop(next('old'));
    await laptop.start();
    const settings = { arn: MACHINE, name: 'lending', roleId: 'WorkflowRole' };
    laptop.engine.register({ ...settings, definition: next('new') });
    await laptop.start({}, 'two');
    for (const call of laptop.calls) call.reply(ok());
    await laptop.engine.atRest();
    expect(laptop.engine.records().map(({ output }) => output)).toEqual(['old', 'new']);
  });
});

it('refuses an action Step Functions has, but not here', async () => {
  const laptop = new Laptop(machine({ A: task() }));
  const answer = laptop.send('CreateStateMachine', {});
  await expect(answer).rejects.toMatchObject({ code: 'UnknownOperationException' });
});

async function pagesOf(laptop: Laptop, order: Record<string, unknown>): Promise<number[][]> {
  const pages: number[][] = [];
  let nextToken: unknown;
  do {
    const { arn: executionArn } = laptop.record;
    const input = { executionArn, maxResults: 3, ...order, ...(nextToken ? { nextToken } : {}) };
    const page = await laptop.send('GetExecutionHistory', input);
    pages.push((page.events as { id: number }[]).map(({ id }) => id));
    nextToken = page.nextToken;
  } while (nextToken);
  return pages;
}

function names(answer: Record<string, unknown>): string[] {
  return (answer.executions as { name: string }[]).map(({ name }) => name);
}
