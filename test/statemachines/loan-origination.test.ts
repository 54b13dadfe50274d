/** The order's way as a state machine: valid, and every transition of it walked. */
import { readFileSync } from 'node:fs';
import { stepsOf } from '../../lambdas/contract/functions';
import { pascalCase } from '../../lambdas/contract/route';
import { addDays, isoDate } from '../../lambdas/core/calendar';
import { startOfDayInChina } from '../../lambdas/core/china-day';
import { validateDefinition } from '../../local/step-functions/validation';
import {
  edgesOf,
  error,
  type Mock,
  type MockedTask,
  result,
  silence,
  statesOf,
  walk,
} from '../../local/step-functions/walk';
import { assessed, closed, happy, orderId, told, type Way, ways } from './origination-ways';

const text = readFileSync('statemachines/loan-origination.asl.json', 'utf8');
const reviewTimeoutSeconds = 2 * 86_400;
const definition: unknown = JSON.parse(substituted());
const go = (mocks: Way['mocks'], startMillis?: number) =>
  walk(definition, mocks, { orderId }, startMillis === undefined ? {} : { startMillis });

describe('the origination workflow', () => {
  it('is valid, and has a function for each of its tasks', () => {
    expect(validateDefinition(definition)).toEqual([]);

    const tasks = stepsOf('loan-origination').map(pascalCase);
    const placeholders = [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
    expect([...new Set(placeholders)].sort()).toEqual(
      [...tasks.map((name) => `${name}Arn`), 'ReviewTimeoutSeconds'].sort(),
    );
  });

  it.each(ways)('goes its way: $name', async ({ mocks, visits, because }) => {
    const walked = await go(mocks);
    const prologue = ['CheckIdentity', 'IsIdentityComplete', 'AssessOrder', 'WhatWasDecided'];

    expect(walked.status).toBe('SUCCEEDED');
    expect(walked.visited).toEqual([
      ...prologue.slice(0, because === 'identityIncomplete' ? 2 : 4),
      ...visits.split(' '),
    ]);
    const closing = walked.calls.find(({ state }) => state === 'CloseOrder');
    expect(closing?.payload).toEqual(because && { orderId, because });
  });

  it('leaves no transition unwalked', async () => {
    const walked = await Promise.all(ways.map(({ mocks }) => go(mocks)));

    expect([...new Set(walked.flatMap(({ edges }) => edges))].sort()).toEqual(edgesOf(definition));
  });

  it('gives each step the order, and a token to those that wait for someone', async () => {
    const { calls } = await go({ ...ways[4]!.mocks });
    const waiting = ['RequestReview', 'OfferContract', 'SendDisbursement'];

    for (const { state, payload, token } of calls) {
      expect(payload).toMatchObject({ orderId });
      expect((payload as { taskToken?: string }).taskToken).toEqual(
        waiting.includes(state) ? token : undefined,
      );
    }
  });

  it('carries ids and codes only, never a person or an amount', async () => {
    const walked = await Promise.all(ways.map(({ mocks }) => go(mocks)));
    const names = walked.flatMap(({ calls }) =>
      calls.flatMap(({ payload }) => Object.keys(payload as object)),
    );

    expect([...new Set(names)].sort()).toEqual(['because', 'enteredAt', 'orderId', 'taskToken']);
  });
});

describe('an offer', () => {
  const unsigned = { ...happy, OfferContract: silence, CloseOrder: closed('expired') };

  it.each([
    '2026-11-22T00:00:00+08:00',
    '2026-11-22T10:30:17+08:00',
    '2026-11-22T23:59:59+08:00',
    '2028-02-26T12:00:00+08:00',
  ])('made at %s ends with its last day in China', async (madeAt) => {
    const startMillis = Date.parse(madeAt);
    const { elapsedSeconds, calls } = await go(unsigned, startMillis);
    const offeredOn = isoDate(madeAt.slice(0, 10));

    expect(startMillis + elapsedSeconds * 1000).toBe(startOfDayInChina(addDays(offeredOn, 8)));
    expect(enteredAt(calls)).toBe(new Date(startMillis).toISOString());
  });

  it('counts from when it is made, though assessment and review took days', async () => {
    const startMillis = Date.parse('2026-11-22T10:00:00+08:00');
    const mocks = {
      ...unsigned,
      AssessOrder: assessed('refer'),
      RequestReview: result({ outcome: 'approve' }, 86_400),
    };
    const { elapsedSeconds } = await go(mocks, startMillis);

    expect(startMillis + elapsedSeconds * 1000).toBe(startOfDayInChina(isoDate('2026-12-01')));
  });
});

describe('patience', () => {
  it('with a review ends after the time of the stage', async () => {
    const { elapsedSeconds } = await go(ways[7]!.mocks);

    expect(elapsedSeconds).toBe(reviewTimeoutSeconds);
  });

  it('with a bank that calls not back lasts five minutes, then it is asked every ten', async () => {
    const { elapsedSeconds } = await go(ways[12]!.mocks);

    expect(elapsedSeconds).toBe(300 + 2 * 600);
  });

  it('with a bank that never knows neither pays twice nor runs out of history', async () => {
    const mocks = { ...happy, SendDisbursement: silence, QueryDisbursement: told('pending') };
    const walked = await walk(definition, mocks, { orderId });

    // Three months, the execution's own limit; people are alarmed long before.
    expect(walked).toMatchObject({ status: 'TIMED_OUT', elapsedSeconds: 90 * 86_400 });
    expect(walked.calls.filter(({ state }) => state === 'SendDisbursement')).toHaveLength(1);
    expect(walked.history.length).toBeLessThan(25_000);
  });
});

describe('a step that fails', () => {
  const tasks = statesOf(definition).filter((name) =>
    stepsOf('loan-origination').map(pascalCase).includes(name),
  );
  const wayThrough = (state: string): Way['mocks'] =>
    ways.map(({ mocks }) => mocks).find((mocks) => state in mocks && reaches(state, mocks))!;

  it.each(tasks)(
    '%s, is tried again, and the way goes on as if nothing had been',
    async (state) => {
      const mocks = wayThrough(state);
      const steady = await go(mocks);
      const shaky = await go({ ...mocks, [state]: failingOnce(mocks[state]!) });

      expect(shaky.visited).toEqual(steady.visited);
      expect(shaky.output).toEqual(steady.output);
      expect(shaky.calls.length).toBe(steady.calls.length + 1);
    },
  );

  it.each(tasks)('%s, for good, fails the execution for people to see', async (state) => {
    const walked = await go({ ...wayThrough(state), [state]: error('Lambda.Unknown') });

    expect(walked).toMatchObject({ status: 'FAILED', error: 'Lambda.Unknown' });
  });

  function reaches(state: string, mocks: Way['mocks']): boolean {
    return ways.some(
      (way) =>
        way.mocks === mocks && ` CheckIdentity AssessOrder ${way.visits} `.includes(` ${state} `),
    );
  }
});

/** Fails at its first call and then answers as it would have. */
const failingOnce =
  (mock: Mock): Mock =>
  (task: MockedTask) => {
    if (task.call === 0) return error('Lambda.ServiceException');
    if (typeof mock === 'function') return mock({ ...task, call: task.call - 1 });
    if ('kind' in mock) return mock;
    return mock[Math.min(task.call - 1, mock.length - 1)]!;
  };

function enteredAt(calls: readonly MockedTask[]): unknown {
  const offer = calls.find(({ state }) => state === 'OfferContract');
  return (offer?.payload as { enteredAt?: string } | undefined)?.enteredAt;
}

/** As lib/workflows.ts fills it in. */
function substituted(): string {
  return text.replace(/\$\{(\w+)\}/g, (_, name: string) =>
    name === 'ReviewTimeoutSeconds'
      ? String(reviewTimeoutSeconds)
      : `arn:aws:lambda:eu-central-1:000000000000:function:${name}`,
  );
}
