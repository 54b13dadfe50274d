/** Claims about executions whose process has gone: what the next one takes up, and how often. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../../../local/step-functions/json';
import type { ExecutionStore } from '../../../local/step-functions/records';
import { FolderStore, MemoryStore } from '../../../local/step-functions/stores';
import { Laptop, machine, ok, START, task, tokenTask } from './laptop';

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

describe.each<[string, () => ExecutionStore, (store: ExecutionStore) => ExecutionStore]>([
  ['memory', () => new MemoryStore(), (store) => store],
  ['a folder', () => new FolderStore(folder()), () => new FolderStore(folders.at(-1) ?? '')],
])('an execution kept in %s', (_, open, reopen) => {
  async function restarted(definition: JsonObject, before: (laptop: Laptop) => Promise<void>) {
    const store = open();
    const first = new Laptop(definition, { store });
    await before(first);
    first.clock.stop();
    // The definition has been deployed anew meanwhile: executions keep their own.
    const next = new Laptop(machine({ Other: { Type: 'Succeed' } }), { store: reopen(store) });
    await next.clock.moveTo(first.clock.now());
    await next.engine.resume();
    await next.engine.settled();
    return { first, next };
  }

  it('waits for the rest of its time', async () => {
    const definition = machine({ A: { Type: 'Wait', Seconds: 100, End: true } });
    const { next } = await restarted(definition, async (laptop) => {
      await laptop.start();
      await laptop.pass(60);
    });
    await next.pass(39);
    expect(next.record.status).toBe('RUNNING');
    await next.pass(1);
    expect(next.record).toMatchObject({ status: 'SUCCEEDED', stoppedMillis: START + 100_000 });
  });

  it('takes the answer to a token given before, without calling the function again', async () => {
    const { first, next } = await restarted(machine({ A: tokenTask() }), async (laptop) => {
      await laptop.start();
      laptop.calls[0]?.reply(ok());
      await laptop.engine.atRest();
    });
    const { token: taskToken } = first;
    await next.send('SendTaskSuccess', { taskToken, output: '"signed"' });
    await next.engine.settled();
    expect(next.calls).toEqual([]);
    expect(next.record).toMatchObject({ status: 'SUCCEEDED', output: 'signed' });
  });

  it('calls a function again that was running, with the same payload', async () => {
    const { first, next } = await restarted(machine({ A: task() }), (laptop) =>
      laptop.start({ id: 1 }),
    );
    expect(next.calls.map(({ payload }) => payload)).toEqual([{ id: 1 }]);
    expect(next.calls[0]?.task).toEqual(first.calls[0]?.task);
    next.calls[0]?.reply(ok('done'));
    await next.engine.atRest();
    expect(next.record).toMatchObject({ status: 'SUCCEEDED', output: 'done' });
    expect(next.events.filter((type) => type === 'TaskScheduled')).toHaveLength(1);
  });

  it('keeps timeout, variables, attempts and its place in branches', async () => {
    const definition = machine({
      Set: { Type: 'Pass', Assign: { rate: 24 }, Next: 'Both' },
      Both: {
        Type: 'Parallel',
        Branches: [
          {
            StartAt: 'Left',
            States: { Left: { Type: 'Wait', Seconds: 50, Output: '{% $rate %}', End: true } },
          },
          {
            StartAt: 'Right',
            States: {
              Right: tokenTask({
                TimeoutSeconds: 30,
                Retry: [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 10, MaxAttempts: 1 }],
                Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Late' }],
              }),
              Late: { Type: 'Pass', Output: '{% $states.context.State.Name %}', End: true },
            },
          },
        ],
        End: true,
      },
    });
    const { next } = await restarted(definition, async (laptop) => {
      await laptop.start();
      await laptop.pass(35);
    });
    await next.pass(34);
    expect(next.record.status).toBe('RUNNING');
    await next.pass(1);
    expect(next.record).toMatchObject({
      status: 'SUCCEEDED',
      output: [24, 'Late'],
      stoppedMillis: START + 70_000,
    });
  });

  it('stays ended, and its name stays taken', async () => {
    const definition = machine({ Other: { Type: 'Succeed' } });
    const { next } = await restarted(definition, (laptop) => laptop.start({ id: 1 }));
    expect(next.record).toMatchObject({ status: 'SUCCEEDED', output: { id: 1 } });
    await expect(next.start({ id: 1 })).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' });
  });
});

it('is saved before its function is called: no call is ever unknown after a crash', async () => {
  const store = new MemoryStore();
  const kept: (string | undefined)[] = [];
  const laptop = new Laptop(machine({ A: task() }), {
    store,
    answers: () => {
      const [record] = store.load();
      kept.push(Object.values(record?.flows ?? {})[0]?.visit?.activity?.kind);
      return ok();
    },
  });
  await laptop.start();
  expect(kept).toEqual(['task']);
});

it('does not stumble over a file that was being written when the process died', () => {
  const store = new FolderStore(folder());
  writeFileSync(join(folders.at(-1) ?? '', 'half.json.new'), '{"arn":');
  expect(store.load()).toEqual([]);
});

it('takes one file per execution, whatever its name', async () => {
  const store = new FolderStore(folder());
  const laptop = new Laptop(machine({ A: { Type: 'Pass', End: true } }), { store });
  await laptop.start({}, '订单.1');
  await laptop.start({}, '订单.2');
  expect(readdirSync(folders.at(-1) ?? '')).toHaveLength(2);
  expect(
    store
      .load()
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['订单.1', '订单.2']);
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'executions-'));
  folders.push(path);
  return path;
}
