/** The states that need nobody else: Choice, Wait, Fail. (Pass and Succeed only have an exit.) */
import type { ChoiceState, FailState, WaitState } from './language';
import { done, type Outcome } from './outcome';
import type { Flow } from './records';
import type { Run } from './run';

/** The longest a Wait or a task may take: three years and two months. */
export const LONGEST_SECONDS = 99_999_999;

/** The first rule whose condition holds, else the default, decides how the state is left. */
export async function choose(run: Run, flow: Flow, state: ChoiceState): Promise<Outcome> {
  const { input } = run.visit(flow);
  for (const [index, rule] of state.Choices.entries()) {
    const location = `Choices[${index}]/Condition`;
    const holds = await run.evaluate(flow, location, rule.Condition);
    if (typeof holds !== 'boolean') {
      const message = `The field '${location}' must be a boolean.`;
      throw run.evaluationFailed(flow, location, message);
    }
    if (holds) return done(rule, input, undefined, `Choices[${index}]/`);
  }
  if (state.Default === undefined) {
    throw run.failure(
      flow,
      'States.NoChoiceMatched',
      'No choice rule matched and no Default is set.',
    );
  }
  return done({ ...state, Next: state.Default }, input);
}

/** Rests until the time has come; a time that has passed is no wait at all. */
export async function wait(run: Run, flow: Flow, state: WaitState): Promise<Outcome> {
  const untilMillis = await endOfWait(run, flow, state);
  if (untilMillis <= run.nowMillis) return done(state, run.visit(flow).input);
  return { kind: 'rest', activity: { kind: 'pause', untilMillis, purpose: 'wait' } };
}

async function endOfWait(run: Run, flow: Flow, state: WaitState): Promise<number> {
  if (state.Seconds !== undefined) {
    const bounds = [0, LONGEST_SECONDS] as const;
    const seconds = await run.evaluateInteger(flow, 'Seconds', state.Seconds, bounds);
    return run.nowMillis + seconds * 1000;
  }
  const instant = await run.evaluate(flow, 'Timestamp', state.Timestamp ?? null);
  const millis = typeof instant === 'string' && RFC3339.test(instant) ? Date.parse(instant) : NaN;
  if (!Number.isNaN(millis)) return millis;
  throw run.evaluationFailed(flow, 'Timestamp', "The field 'Timestamp' must be an RFC 3339 time.");
}

const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

export async function fail(run: Run, flow: Flow, state: FailState): Promise<Outcome> {
  const text = async (field: 'Error' | 'Cause'): Promise<string | undefined> => {
    const template = state[field];
    if (template === undefined) return undefined;
    const value = await run.evaluate(flow, field, template);
    if (typeof value === 'string') return value;
    throw run.evaluationFailed(flow, field, `The field '${field}' must be a string.`);
  };
  const error = await text('Error');
  const cause = await text('Cause');
  return {
    kind: 'fail',
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
}
