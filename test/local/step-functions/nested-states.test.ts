/** Claims about Parallel, Map and the distributed Map. */
import type { Json, JsonObject } from '../../../local/step-functions/json';
import { error, result, silence, walk } from '../../../local/step-functions/walk';
import { Laptop, machine, ok, task, tokenTask } from './laptop';

describe('Parallel', () => {
  const both = (left: JsonObject, right: JsonObject, more: JsonObject = {}) =>
    machine({
      Both: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'Left', States: { Left: left } },
          { StartAt: 'Right', States: { Right: right } },
        ],
        ...(more.Next === undefined ? { End: true } : {}),
        ...more,
      },
      ...(more.Catch || more.Next ? { After: { Type: 'Pass', End: true } } : {}),
    });

  it('gives both branches its input; its result is theirs, in their order', async () => {
    const walked = await walk(
      both(task(), task()),
      { Left: result('left', 60), Right: ({ payload }) => result(payload) },
      { id: 1 },
    );
    expect(walked.output).toEqual(['left', { id: 1 }]);
    expect(walked.elapsedSeconds).toBe(60);
  });

  it('gives the branches its Arguments and reads the result in Output and Assign', async () => {
    const definition = both(
      { Type: 'Pass', End: true },
      { Type: 'Pass', Output: 2, End: true },
      {
        Arguments: { n: '{% $states.input + 1 %}' },
        Assign: { first: '{% $states.result[0].n %}' },
        Output: '{% $states.result[1] %}',
        Next: 'After',
      },
    );
    const after = { Type: 'Pass', Output: '{% [$states.input, $first] %}', End: true };
    Object.assign(definition.States as JsonObject, { After: after });
    expect((await walk(definition, {}, 6)).output).toEqual([2, 7]);
  });

  it('lets branches read outer variables and keeps theirs to themselves', async () => {
    const definition = machine({
      Set: { Type: 'Pass', Assign: { rate: 24 }, Next: 'Both' },
      Both: {
        Type: 'Parallel',
        Branches: [
          {
            StartAt: 'A',
            States: {
              A: { Type: 'Pass', Assign: { mine: '{% $rate + 1 %}' }, Next: 'B' },
              B: { Type: 'Pass', Output: '{% $mine %}', End: true },
            },
          },
          {
            StartAt: 'C',
            States: { C: { Type: 'Pass', Output: '{% $exists($mine) %}', End: true } },
          },
        ],
        End: true,
      },
    });
    expect((await walk(definition, {})).output).toEqual([25, false]);
  });

  it('fails with the first branch that fails and aborts the others', async () => {
    const definition = both(task(), tokenTask(), {
      Catch: [{ ErrorEquals: ['Boom'], Next: 'After' }],
    });
    const walked = await walk(definition, {
      Left: error('Boom', 'left', 60),
      Right: result('nobody waits', 120),
    });
    expect(walked.edges).toEqual(['Both -> After']);
    expect(walked.output).toEqual({ Error: 'Boom', Cause: 'left' });
    expect(walked.elapsedSeconds).toBe(60);
    const types = walked.history.map(({ type }) => type);
    expect(types).toContain('TaskStateAborted');
    expect(types).toContain('ParallelStateFailed');
  });

  it('fails once when two branches fail in the same instant', async () => {
    const broken = (name: string) => ({ Type: 'Fail', Error: name });
    const definition = both(broken('First'), broken('Second'), {
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'After' }],
    });
    const after = { Type: 'Wait', Seconds: 5, Output: '{% $states.input.Error %}', End: true };
    Object.assign(definition.States as JsonObject, { After: after });
    const walked = await walk(definition, {});
    expect(walked).toMatchObject({ status: 'SUCCEEDED', output: 'First', elapsedSeconds: 5 });
  });

  it('is retried as a whole', async () => {
    const definition = both(task(), task(), {
      Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }],
    });
    const walked = await walk(definition, { Left: [error('Boom'), result(1)], Right: result(2) });
    expect(walked.output).toEqual([1, 2]);
    expect(walked.visited).toEqual(['Both', 'Left', 'Right', 'Left', 'Right']);
  });

  it('recovers inside a branch without the others noticing', async () => {
    const left = task({ Retry: [{ ErrorEquals: ['Boom'], IntervalSeconds: 5 }] });
    const walked = await walk(both(left, task()), {
      Left: [error('Boom'), result(1)],
      Right: result(2),
    });
    expect(walked).toMatchObject({ output: [1, 2], elapsedSeconds: 5 });
    expect(walked.calls.filter(({ state }) => state === 'Right')).toHaveLength(1);
  });
});

describe('Map', () => {
  it('does its work for each item and keeps their order', async () => {
    const walked = await walk(mapOf(task()), { Item: slowFirst }, [30, 20, 10]);
    expect(walked.output).toEqual([30, 20, 10]);
    expect(walked.elapsedSeconds).toBe(30);
  });

  it('runs no more at once than told', async () => {
    const laptop = new Laptop(mapOf(task(), { MaxConcurrency: '{% $count($states.input) - 1 %}' }));
    await laptop.start(['a', 'b', 'c']);
    expect(laptop.calls.map(({ payload }) => payload)).toEqual(['a', 'b']);
    laptop.calls[1]?.reply(ok('B'));
    await laptop.engine.settled();
    expect(laptop.calls.map(({ payload }) => payload)).toEqual(['a', 'b', 'c']);
    laptop.calls[0]?.reply(ok('A'));
    laptop.calls[2]?.reply(ok('C'));
    await laptop.engine.atRest();
    expect(laptop.record.output).toEqual(['A', 'B', 'C']);
  });

  it('runs forty at once unless told', async () => {
    const laptop = new Laptop(mapOf(task()));
    await laptop.start(Array.from({ length: 50 }, (_, index) => index));
    expect(laptop.calls).toHaveLength(40);
  });

  it('shapes items with ItemSelector, which knows item, index and input', async () => {
    const definition = mapOf(
      { Type: 'Pass', End: true },
      {
        Items: '{% $states.input.loans %}',
        ItemSelector: {
          loan: '{% $states.context.Map.Item.Value %}',
          place: '{% $states.context.Map.Item.Index %}',
          day: '{% $states.input.day %}',
        },
      },
    );
    expect((await walk(definition, {}, { loans: ['x', 'y'], day: 3 })).output).toEqual([
      { loan: 'x', place: 0, day: 3 },
      { loan: 'y', place: 1, day: 3 },
    ]);
  });

  it('iterates the members of an object, naming each key', async () => {
    const item = {
      Type: 'Pass',
      Output: '{% $states.context.Map.Item.Key & "=" & $string($states.input) %}',
      End: true,
    };
    expect((await walk(mapOf(item), {}, { a: 1, b: 2 })).output).toEqual(['a=1', 'b=2']);
  });

  it('of nothing is an empty result', async () => {
    expect(await walk(mapOf(task()), {}, [])).toMatchObject({ status: 'SUCCEEDED', output: [] });
  });

  it('of no array fails', async () => {
    expect(await walk(mapOf(task()), {}, 'text')).toMatchObject({
      error: 'States.QueryEvaluationError',
    });
  });

  it('fails with the first item that fails, aborts the rest and begins no more', async () => {
    const definition = mapOf(task(), { MaxConcurrency: 2 });
    const walked = await walk(
      definition,
      { Item: ({ payload }) => (payload === 'bad' ? error('Boom', 'bad item', 5) : silence) },
      ['good', 'bad', 'never'],
    );
    expect(walked).toMatchObject({ status: 'FAILED', error: 'Boom', elapsedSeconds: 5 });
    expect(walked.calls).toHaveLength(2);
    expect(walked.history.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['MapIterationFailed', 'MapIterationAborted', 'MapStateFailed']),
    );
  });

  it('records its course under AWS event names, each behind the one that led to it', async () => {
    const { history } = await walk(mapOf({ Type: 'Pass', End: true }), {}, ['a']);
    expect(history.map(({ id, previousEventId, type }) => [id, previousEventId, type])).toEqual([
      [1, 0, 'ExecutionStarted'],
      [2, 0, 'MapStateEntered'],
      [3, 2, 'MapStateStarted'],
      [4, 3, 'MapIterationStarted'],
      [5, 4, 'PassStateEntered'],
      [6, 5, 'PassStateExited'],
      [7, 6, 'MapIterationSucceeded'],
      [8, 7, 'MapStateSucceeded'],
      [9, 8, 'MapStateExited'],
      [10, 9, 'ExecutionSucceeded'],
    ]);
  });
});

describe('a distributed Map', () => {
  it('keeps its items out of the history and charges one transition more for each', async () => {
    const walked = await walk(distributed(task()), { Item: slowFirst }, [2, 1]);
    expect(walked.output).toEqual([2, 1]);
    expect(walked.history.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'MapStateEntered',
      'MapRunStarted',
      'MapRunSucceeded',
      'MapStateExited',
      'ExecutionSucceeded',
    ]);
    expect(walked.transitions).toBe(1 + 2 + 2);
  });

  it('hands items over by the batch, each batch with the common input', async () => {
    const walked = await walk(
      distributed(task(), {
        Items: '{% $states.input.loans %}',
        ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { day: '{% $states.input.day %}' } },
      }),
      { Item: ({ payload }) => result(payload) },
      { day: 'today', loans: ['a', 'b', 'c'] },
    );
    expect(walked.output).toEqual([
      { BatchInput: { day: 'today' }, Items: ['a', 'b'] },
      { BatchInput: { day: 'today' }, Items: ['c'] },
    ]);
    expect(walked.transitions).toBe(1 + 2 + 2);
  });

  it('fills a batch up to so many bytes, and gives one large item a batch of its own', async () => {
    const limited = (bytes: number) => ({ ItemBatcher: { MaxInputBytesPerBatch: bytes } });
    const items = ['aaaa', 'bbbb', 'c'.repeat(60), 'd'];
    const walked = await walk(
      distributed(task(), limited(26)),
      { Item: ({ payload }) => result((payload as { Items: Json[] }).Items.length) },
      items,
    );
    expect(walked.output).toEqual([2, 1, 1]);
  });

  it('runs no more batches at once than told', async () => {
    const laptop = new Laptop(
      distributed(task(), { MaxConcurrency: 2, ItemBatcher: { MaxItemsPerBatch: 10 } }),
    );
    await laptop.start(Array.from({ length: 50 }, (_, index) => index));
    expect(laptop.calls).toHaveLength(2);
  });

  it('pays an Express child by the start only', async () => {
    const express = distributed(task());
    const each = (express.States as { Each: { ItemProcessor: JsonObject } }).Each;
    each.ItemProcessor.ProcessorConfig = { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' };
    const walked = await walk(express, { Item: [error('Boom'), result(1)] }, [1]);
    expect(walked).toMatchObject({ status: 'FAILED', transitions: 1 + 1 });
  });

  it('gives each item an execution of its own: other context, no outer variables', async () => {
    const definition = machine({
      Set: { Type: 'Pass', Assign: { rate: 24 }, Next: 'Each' },
      ...(distributed({
        Type: 'Pass',
        Output: {
          sees: '{% $exists($rate) %}',
          input: '{% $states.context.Execution.Input %}',
          isOwn: '{% $contains($states.context.Execution.Id, "/batch:") %}',
        },
        End: true,
      }).States as JsonObject),
    });
    const { output } = await walk(definition, {}, ['a']);
    expect(output).toEqual([{ sees: false, input: 'a', isOwn: true }]);
  });

  it.each<[string, JsonObject, boolean]>([
    ['none unless told', {}, false],
    ['as many as told', { ToleratedFailureCount: 1 }, true],
    ['a computed number', { ToleratedFailureCount: '{% $count($states.input) - 4 %}' }, false],
    ['a share', { ToleratedFailurePercentage: 25 }, true],
    ['a smaller share', { ToleratedFailurePercentage: 24 }, false],
    ['the tighter of both', { ToleratedFailureCount: 2, ToleratedFailurePercentage: 0 }, false],
  ])('tolerates failed items: %s', async (_, limits, isTolerated) => {
    const walked = await walk(
      distributed(task(), limits),
      { Item: ({ payload }) => (payload === 'bad' ? error('Boom') : result(payload)) },
      ['a', 'bad', 'c', 'd'],
    );
    if (isTolerated) expect(walked).toMatchObject({ output: ['a', 'c', 'd'] });
    else {
      expect(walked).toMatchObject({ error: 'States.ExceedToleratedFailureThreshold' });
      expect(walked.history.map(({ type }) => type)).toContain('MapRunFailed');
    }
  });

  it('fails an item that runs in circles, not the execution around it', async () => {
    const definition = distributed({ Type: 'Pass', Next: 'Again' }, { ToleratedFailureCount: 1 });
    const each = (definition.States as { Each: { ItemProcessor: { States: JsonObject } } }).Each;
    each.ItemProcessor.States.Again = { Type: 'Choice', Choices: [rule('Stop')], Default: 'Item' };
    each.ItemProcessor.States.Stop = { Type: 'Succeed' };
    expect(await walk(definition, {}, ['a'])).toMatchObject({ status: 'SUCCEEDED', output: [] });
  });
});

function rule(next: string): JsonObject {
  return { Condition: false, Next: next };
}

const slowFirst = ({ payload }: { payload: Json }) => result(payload, Number(payload));

function mapOf(item: JsonObject, more: JsonObject = {}): JsonObject {
  const processor = { StartAt: 'Item', States: { Item: item } };
  return machine({ Each: { Type: 'Map', ItemProcessor: processor, End: true, ...more } });
}

function distributed(item: JsonObject, more: JsonObject = {}): JsonObject {
  const processor = {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    StartAt: 'Item',
    States: { Item: item },
  };
  const each = { Type: 'Map', Label: 'batch', ItemProcessor: processor, End: true, ...more };
  return machine({ Each: each });
}
