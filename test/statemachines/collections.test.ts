/** The run of collection as a state machine: valid, every transition of it walked. */
import { readFileSync } from 'node:fs';
import { stepsOf } from '../../lambdas/contract/functions';
import { pascalCase } from '../../lambdas/contract/route';
import { validateDefinition } from '../../local/step-functions/validation';
import { edgesOf, error, type Mock, result, walk } from '../../local/step-functions/walk';

const text = readFileSync('statemachines/collections.asl.json', 'utf8');
const substitutions: Readonly<Record<string, string>> = {
  CallWaitSeconds: '300',
  ...Object.fromEntries(stepsOf('collections').map((id) => [`${pascalCase(id)}Arn`, id])),
};
const definition: unknown = JSON.parse(
  text.replace(/\$\{(\w+)\}/g, (whole, name: string) => substitutions[name] ?? whole),
);

const page = (cursor: string, placed: number) =>
  result({ shard: 3, cursor, taken: 1, placed, failed: 0 });
const asked = (pending: number, cursor = '') => result({ shard: 3, cursor, pending });

const quiet: Readonly<Record<string, Mock>> = {
  FindWork: result({ shards: [3] }),
  TakeActions: page('', 0),
  ResolveCalls: asked(0),
};
const go = (mocks: Readonly<Record<string, Mock>>) => walk(definition, { ...quiet, ...mocks });

const failing = error('Lambda.Unknown');
const ways: Readonly<Record<string, Readonly<Record<string, Mock>>>> = {
  'nothing is due': { FindWork: result({ shards: [] }) },
  'one page without calls': {},
  'two pages, calls that end late': {
    TakeActions: [page('more', 1), page('', 0)],
    ResolveCalls: [asked(1), asked(0)],
  },
  'more calls than are asked after at once': {
    TakeActions: page('', 200),
    ResolveCalls: [asked(1, 'more'), asked(0), asked(0, 'more'), asked(0)],
  },
  'actions that cannot be taken': { TakeActions: failing },
  'calls that cannot be asked after': { ResolveCalls: failing },
};

describe('a run of collection', () => {
  it('is valid, and has a function for each of its tasks', () => {
    expect(validateDefinition(definition)).toEqual([]);
    const placeholders = [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
    expect([...new Set(placeholders)].sort()).toEqual(Object.keys(substitutions).sort());
  });

  it('costs three transitions on a day on which nothing is due', async () => {
    const walked = await go(ways['nothing is due']!);
    expect(walked).toMatchObject({
      status: 'SUCCEEDED',
      visited: ['FindWork', 'IsThereWork', 'RunDone'],
    });
    expect(walked.calls).toHaveLength(1);
  });

  it('goes through a shard page by page, from where the last one ended', async () => {
    const { calls, status } = await go(ways['two pages, calls that end late']!);
    const pages = calls.filter(({ state }) => state === 'TakeActions');
    expect(pages.map(({ payload }) => payload)).toMatchObject([
      { shard: 3, cursor: '' },
      { shard: 3, cursor: 'more' },
    ]);
    expect(status).toBe('SUCCEEDED');
  });

  it('waits for calls that were placed, five minutes at a time, six times at most', async () => {
    const none = await go({});
    expect(none.elapsedSeconds).toBe(0);
    const endless = await go({ TakeActions: page('', 1), ResolveCalls: asked(1) });
    expect(endless.calls.filter(({ state }) => state === 'ResolveCalls')).toHaveLength(6);
    expect(endless.elapsedSeconds).toBe(6 * 300);
    const pages = ({ call }: { readonly call: number }) =>
      call % 2 === 0 ? asked(1, 'more') : asked(0);
    const paged = await go({ TakeActions: page('', 1), ResolveCalls: pages });
    expect(paged.calls.filter(({ state }) => state === 'ResolveCalls')).toHaveLength(12);
    expect(endless.status).toBe('SUCCEEDED');
  });

  it('asks after all calls, waits for those of any page, and begins again with the first', async () => {
    const { calls, elapsedSeconds } = await go(ways['more calls than are asked after at once']!);
    const questions = calls.filter(({ state }) => state === 'ResolveCalls');
    expect(questions.map(({ payload }) => (payload as { cursor: string }).cursor)).toEqual([
      '',
      'more',
      '',
      'more',
    ]);
    expect(elapsedSeconds).toBe(2 * 300);
  });

  it('lets one shard that fails stop no other, and fails in the end for people to see', async () => {
    const walked = await go({
      FindWork: result({ shards: [3, 5] }),
      TakeActions: ({ payload }) =>
        (payload as { shard: number }).shard === 3 ? failing : page('', 0),
    });
    expect(walked.calls.filter(({ state }) => state === 'ResolveCalls')).toHaveLength(1);
    expect(walked).toMatchObject({ status: 'FAILED', error: 'ShardsLeft' });
  });

  it('leaves no transition unwalked', async () => {
    const walked = await Promise.all(Object.values(ways).map(go));
    expect([...new Set(walked.flatMap(({ edges }) => edges))].sort()).toEqual(edgesOf(definition));
  });
});
