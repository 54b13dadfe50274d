/** When the clock is moved, every schedule on the way fires at its own instant. */
import { MovableClock } from '../../../local/clock';
import { startSchedules } from '../../../local/events/schedules';
import type { Schedule } from '../../../local/template/events';

const start = Date.parse('2026-11-22T10:00:00Z');

const aSchedule = (changes: Partial<Schedule> = {}): Schedule => ({
  logicalId: 'AfterMidnight',
  name: 'after-midnight',
  expression: 'cron(10 0 * * ? *)',
  timezone: 'Asia/Shanghai',
  targetArn: 'arn:aws:lambda:us-east-1:000000000000:function:resolveInstructions',
  roleId: 'SchedulerRole',
  isEnabled: true,
  ...changes,
});

describe('schedules', () => {
  let clock: MovableClock;
  let calls: { at: string; functionName: string; payload: unknown; cause: string }[];

  beforeEach(() => {
    clock = new MovableClock(start, undefined, () => start);
    calls = [];
  });
  afterEach(() => clock.stop());

  const open = (schedules: Schedule[], mayInvoke?: (role: string) => boolean) =>
    startSchedules({
      schedules,
      clock,
      ...(mayInvoke && { mayInvoke }),
      invokeAsync: async (functionName, payload, { cause }) => {
        // Something of the world goes on meanwhile: the clock must wait for it.
        await new Promise(setImmediate);
        calls.push({ at: new Date(clock.now()).toISOString(), functionName, payload, cause });
      },
    });

  it('fire every night of a moved year, each at its own instant', async () => {
    open([aSchedule()]);
    await clock.moveTo(start + 365 * 86_400_000);

    expect(calls).toHaveLength(365);
    expect(calls[0]).toMatchObject({
      at: '2026-11-22T16:10:00.000Z',
      functionName: 'arn:aws:lambda:us-east-1:000000000000:function:resolveInstructions',
      cause: 'schedule: after-midnight',
    });
    expect(calls[364]?.at).toBe('2027-11-21T16:10:00.000Z');
  });

  it('send the event AWS sends', async () => {
    open([aSchedule(), aSchedule({ logicalId: 'Rule', name: 'rule', roleId: undefined })]);
    await clock.moveTo(start + 86_400_000);

    expect(calls.map(({ payload }) => payload)).toEqual([
      expect.objectContaining({
        source: 'aws.scheduler',
        'detail-type': 'Scheduled Event',
        time: '2026-11-22T16:10:00Z',
        resources: ['arn:aws:scheduler:us-east-1:000000000000:schedule/default/after-midnight'],
      }),
      expect.objectContaining({
        source: 'aws.events',
        resources: ['arn:aws:events:us-east-1:000000000000:rule/rule'],
      }),
    ]);
  });

  it('send their own input, with the planned time put in', async () => {
    open([aSchedule({ input: '{"day":"<aws.scheduler.scheduled-time>","n":1}' })]);
    await clock.moveTo(start + 86_400_000);

    expect(calls[0]?.payload).toEqual({ day: '2026-11-22T16:10:00Z', n: 1 });
  });

  it('call nothing their role may not call, and say so', async () => {
    const schedules = open([aSchedule()], (role) => role !== 'SchedulerRole');
    await clock.moveTo(start + 86_400_000);

    expect(calls).toEqual([]);
    expect(schedules.firings()).toEqual([
      { name: 'after-midnight', at: '2026-11-22T16:10:00.000Z', outcome: 'notAllowed' },
    ]);
  });

  it('start state machines with their own input', async () => {
    const started: unknown[] = [];
    const arn = 'arn:aws:states:us-east-1:000000000000:stateMachine:night';
    startSchedules({
      schedules: [aSchedule({ targetArn: arn, input: '{}' })],
      clock,
      invokeAsync: async () => {},
      startExecution: async (...call) => void started.push(call),
    });
    await clock.moveTo(start + 86_400_000);

    expect(started).toEqual([[arn, '{}']]);
  });

  it('stay silent when they are disabled or stopped', async () => {
    const schedules = open([aSchedule(), aSchedule({ logicalId: 'Off', isEnabled: false })]);
    expect(schedules.upcoming()).toEqual([
      { name: 'after-midnight', at: '2026-11-22T16:10:00.000Z' },
    ]);

    schedules.stop();
    await clock.moveTo(start + 10 * 86_400_000);
    expect(calls).toEqual([]);
  });
});
