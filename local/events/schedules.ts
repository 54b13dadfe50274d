/** EventBridge's schedules on the laptop's clock, of functions and state machines: each firing happens at its own instant. */
import { createHash } from 'node:crypto';
import type { Clock, Timer } from '../clock';
import type { MayInvoke } from '../invoke';
import type { Schedule } from '../template/events';
import { account, region } from '../template/identifiers';
import { type NextFiring, readSchedule } from './schedule-expression';

/** Hands an event to a function, retries included: `Functions.invokeAsync`. */
export type InvokeAsync = (
  functionName: string,
  payload: unknown,
  options: { readonly cause: string },
) => Promise<void>;

export interface SchedulesOptions {
  readonly schedules: readonly Schedule[];
  readonly clock: Clock;
  readonly invokeAsync: InvokeAsync;
  /** Starts an execution of a state machine; without it a schedule of one is a mistake. */
  readonly startExecution?: (stateMachineArn: string, input: string) => Promise<void>;
  /** Judges the role (by id) a schedule names; without it every role may. */
  readonly mayInvoke?: MayInvoke;
}

export interface Firing {
  readonly name: string;
  /** The planned instant, ISO 8601. */
  readonly at: string;
  readonly outcome: 'handedOver' | 'notAllowed';
}

export interface Schedules {
  /** The next instant of each schedule that has one, in the order of time. */
  upcoming(): readonly { readonly name: string; readonly at: string }[];
  /** The latest firings, at most 1,000. */
  firings(): readonly Firing[];
  settled(): Promise<void>;
  stop(): void;
}

const rememberedFirings = 1_000;

/** @throws Error for an expression EventBridge would not take. */
export function startSchedules(options: SchedulesOptions): Schedules {
  const { clock } = options;
  const armed = new Map<string, { timer: Timer; atEpochMillis: number; name: string }>();
  const firings: Firing[] = [];
  const working = new Set<Promise<void>>();

  const arm = (schedule: Schedule, next: NextFiring, afterEpochMillis: number): void => {
    const atEpochMillis = next(afterEpochMillis);
    armed.delete(schedule.logicalId);
    if (atEpochMillis === undefined) return;
    const timer = clock.at(atEpochMillis, () => {
      // Armed before the call: a function that takes long does not delay the next firing.
      arm(schedule, next, atEpochMillis);
      const work = fire(options, schedule, atEpochMillis).then((firing) => {
        firings.push(firing);
        if (firings.length > rememberedFirings) firings.shift();
      });
      working.add(work);
      return work.finally(() => working.delete(work));
    });
    armed.set(schedule.logicalId, { timer, atEpochMillis, name: schedule.name });
  };

  for (const schedule of options.schedules.filter(({ isEnabled }) => isEnabled)) {
    const now = clock.now();
    arm(schedule, readSchedule(schedule.expression, schedule.timezone, now), now);
  }
  return {
    upcoming: () =>
      [...armed.values()]
        .sort((one, other) => one.atEpochMillis - other.atEpochMillis)
        .map(({ name, atEpochMillis }) => ({ name, at: new Date(atEpochMillis).toISOString() })),
    firings: () => firings,
    settled: async () => {
      while (working.size > 0) await Promise.allSettled(working);
    },
    stop: () => {
      for (const { timer } of armed.values()) timer.cancel();
      armed.clear();
    },
  };
}

async function fire(
  { invokeAsync, startExecution, mayInvoke }: SchedulesOptions,
  schedule: Schedule,
  atEpochMillis: number,
): Promise<Firing> {
  const { name, targetArn, roleId } = schedule;
  const at = new Date(atEpochMillis).toISOString();
  if (roleId !== undefined && mayInvoke && !mayInvoke(roleId, targetArn)) {
    return { name, at, outcome: 'notAllowed' };
  }
  const payload = payloadOf(schedule, atEpochMillis);
  if (targetArn.includes(':states:')) {
    if (!startExecution) throw new Error(`nobody here can start ${targetArn}`);
    await startExecution(targetArn, JSON.stringify(payload));
  } else await invokeAsync(targetArn, payload, { cause: `schedule: ${name}` });
  return { name, at, outcome: 'handedOver' };
}

/** The schedule's own input, with EventBridge Scheduler's keywords replaced, or AWS's event. */
function payloadOf(schedule: Schedule, atEpochMillis: number): unknown {
  const isRule = schedule.roleId === undefined;
  const time = `${new Date(atEpochMillis).toISOString().slice(0, 19)}Z`;
  const kind = isRule
    ? `events:${region}:${account}:rule`
    : `scheduler:${region}:${account}:schedule`;
  const arn = `arn:aws:${kind}/${isRule ? '' : 'default/'}${schedule.name}`;
  const id = createHash('sha256').update(`${arn} ${time}`).digest('hex').slice(0, 32);
  if (schedule.input !== undefined) {
    const text = schedule.input
      .replaceAll('<aws.scheduler.schedule-arn>', arn)
      .replaceAll('<aws.scheduler.scheduled-time>', time)
      .replaceAll('<aws.scheduler.execution-id>', id)
      .replaceAll('<aws.scheduler.attempt-number>', '1');
    return JSON.parse(text);
  }
  return {
    version: '0',
    id,
    'detail-type': 'Scheduled Event',
    source: isRule ? 'aws.events' : 'aws.scheduler',
    account,
    time,
    region,
    resources: [arn],
    detail: isRule ? {} : '{}',
  };
}
