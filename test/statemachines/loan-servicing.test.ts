/** The night as a state machine: valid, every transition of it walked, and what each way means. */
import { readFileSync } from 'node:fs';
import { stepsOf } from '../../lambdas/contract/functions';
import { pascalCase } from '../../lambdas/contract/route';
import { validateDefinition } from '../../local/step-functions/validation';
import { edgesOf, error, type Mock, result, walk } from '../../local/step-functions/walk';

const text = readFileSync('statemachines/loan-servicing.asl.json', 'utf8');
const substitutions: Readonly<Record<string, string>> = {
  PlacesPerBatch: '3',
  ServicingConcurrency: '2',
  IndexWaitSeconds: '60',
  ...Object.fromEntries(stepsOf('loan-servicing').map((id) => [`${pascalCase(id)}Arn`, id])),
};
const definition: unknown = JSON.parse(
  text.replace(/\$\{(\w+)\}/g, (whole, name: string) => substitutions[name] ?? whole),
);
const go = (mocks: Readonly<Record<string, Mock>>) =>
  walk(definition, {
    OpenNight: result({ from: '2026-12-22', ended: 1, places: 8 }),
    ServiceBatch: result({ served: 0, resume: '' }),
    CloseDays: result({ days: 1 }),
    ...mocks,
  });

describe('the night', () => {
  it('is valid, and has a function for each of its tasks', () => {
    expect(validateDefinition(definition)).toEqual([]);
    const placeholders = [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
    expect([...new Set(placeholders)].sort()).toEqual(Object.keys(substitutions).sort());
  });

  it('hands every shard of every open day to a child once, in batches', async () => {
    const { calls, status, output } = await go({});
    const batches = calls.filter(({ state }) => state === 'ServiceBatch');

    expect(batches.map(({ payload }) => payload)).toEqual(
      [
        [0, 1, 2],
        [3, 4, 5],
        [6, 7],
      ].map((Items) => ({
        batch: { BatchInput: { from: '2026-12-22' }, Items },
        resume: '',
      })),
    );
    expect({ status, output }).toEqual({ status: 'SUCCEEDED', output: { days: 1 } });
  });

  it('calls a batch again from where its last call stopped', async () => {
    const { calls } = await go({
      OpenNight: result({ from: '2026-12-22', ended: 1, places: 2 }),
      ServiceBatch: [result({ served: 9, resume: '1 there' }), result({ served: 1, resume: '' })],
    });

    const resumed = calls.filter(({ state }) => state === 'ServiceBatch');
    expect(resumed.map(({ payload }) => (payload as { resume: string }).resume)).toEqual([
      '',
      '1 there',
    ]);
  });

  it('closes a day once the indexes it reads have had time to hear of its last entries', async () => {
    const { visited, elapsedSeconds } = await go({});
    expect(visited.slice(-2)).toEqual(['LetIndexesCatchUp', 'CloseDays']);
    expect(elapsedSeconds).toBe(60);
  });

  it('closes no day while a batch has failed for good, and stops no other batch', async () => {
    const failing: Mock = ({ payload }) =>
      (payload as { batch: { Items: number[] } }).batch.Items.includes(0)
        ? error('Lambda.Unknown')
        : result({ served: 1, resume: '' });
    const walked = await go({ ServiceBatch: failing });

    expect(walked).toMatchObject({ status: 'FAILED', error: 'PlacesLeft' });
    const served = walked.calls.filter(({ payload }) => !isFirstBatch(payload));
    expect(served.filter(({ state }) => state === 'ServiceBatch')).toHaveLength(2);
    expect(walked.calls.some(({ state }) => state === 'CloseDays')).toBe(false);
  });

  it('closes nothing at an hour at which no day has ended', async () => {
    const walked = await go({ OpenNight: result({ from: '2026-12-22', ended: 0, places: 4 }) });

    expect(walked).toMatchObject({ status: 'SUCCEEDED', output: { days: 0 } });
    expect(walked.calls.some(({ state }) => state === 'CloseDays')).toBe(false);
  });

  it('costs five transitions and one for each child, however many loans there are', async () => {
    const { transitions } = await go({});
    expect(transitions).toBe(5 + 3);
  });

  it('leaves no transition of its own unwalked', async () => {
    const ways = await Promise.all([
      go({}),
      go({ ServiceBatch: error('Lambda.Unknown') }),
      go({ OpenNight: result({ from: '2026-12-22', ended: 0, places: 4 }) }),
    ]);
    // A child's transitions are in its own history.
    const own = edgesOf(definition).filter((edge) => !/Batch/.test(edge));
    expect([...new Set(ways.flatMap(({ edges }) => edges))].sort()).toEqual(own);
  });
});

const isFirstBatch = (payload: unknown): boolean =>
  (payload as { batch?: { Items: number[] } }).batch?.Items.includes(0) ?? false;
