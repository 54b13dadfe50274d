/** Runs the night's state machine as it is deployed, over functions in this process. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { stepsOf } from '../../lambdas/contract/functions';
import { pascalCase } from '../../lambdas/contract/route';
import { MovableClock } from '../clock';
import type { Json } from '../step-functions/json';
import type { ExecutionStatus } from '../step-functions/records';
import { StepFunctions } from '../step-functions/step-functions';

export interface NightRun {
  readonly status: ExecutionStatus;
  readonly output?: Json;
  readonly error?: string;
  /** What AWS would charge for. */
  readonly transitions: number;
}

/** Carries out one step of the workflow; what it throws is retried as the definition says. */
export type RunStep = (operationId: string, input: Json) => Promise<Json>;

const machineArn = 'arn:aws:states:eu-central-1:000000000000:stateMachine:loan-servicing';
const sixHoursMillis = 6 * 3_600_000;

const definitionText = readFileSync('statemachines/loan-servicing.asl.json', 'utf8');
const substitutions: Readonly<Record<string, string>> = {
  PlacesPerBatch: '1000',
  ServicingConcurrency: '1',
  IndexWaitSeconds: '0',
  // The function's name stands for its ARN.
  ...Object.fromEntries(stepsOf('loan-servicing').map((id) => [`${pascalCase(id)}Arn`, id])),
};
const definition = JSON.parse(
  definitionText.replace(/\$\{(\w+)\}/g, (whole, name: string) => substitutions[name] ?? whole),
);

/** One run from start to end: pauses before retries take no real time. */
export async function runNight(step: RunStep): Promise<NightRun> {
  let transitions = 0;
  const clock = new MovableClock(
    0,
    () => engine.atRest(),
    () => 0,
  );
  const engine: StepFunctions = new StepFunctions({
    clock,
    ids: randomUUID,
    machines: [{ arn: machineArn, name: 'loan-servicing', definition, roleId: 'Night' }],
    meter: {
      transition: () => {
        transitions += 1;
      },
    },
    invoke: async (operationId, payload) => {
      try {
        return { ok: true, payload: await step(operationId, payload) };
      } catch (error) {
        const { name, message } = error as Error;
        return { ok: false, errorType: name, errorMessage: message };
      }
    },
  });
  const input = { stateMachineArn: machineArn, name: 'night', input: '{}' };
  await engine.call({ action: 'StartExecution', input, principal: { roleId: 'scheduler' } });
  await clock.moveTo(sixHoursMillis);
  clock.stop();
  const [record] = engine.records();
  if (!record) throw new Error('the night has not started');
  const { status, output, error } = record;
  return { status, transitions, ...(output !== undefined && { output }), ...(error && { error }) };
}
