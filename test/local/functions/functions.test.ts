import { type Cloud, startCloud } from '../../../local/cloud/cloud';
import { type SmallStage, synthesizeSmallStage } from '../support/small-stage';

let stage: SmallStage;
let cloud: Cloud;
const nameOf = (handler: string) =>
  cloud.deployment.functions.find((one) => one.handler === `index.${handler}`)?.name ?? '';
const invoke = (handler: string, payload: unknown) =>
  cloud.functions.invoke(nameOf(handler), payload);
const misbehave = (how: string) => invoke('misbehave', { how });

beforeAll(async () => {
  stage = synthesizeSmallStage();
  cloud = await startCloud({ ...stage, stage: 'dev', startAt: Date.parse('2027-01-15T00:00:00Z') });
});
afterAll(async () => {
  await cloud.close();
  stage.remove();
});

describe('a function on the laptop', () => {
  it("has the template's environment, Lambda's own and nothing of this process", async () => {
    process.env.OF_THIS_PROCESS = 'must not leak';
    const payload = await describeItself({ hello: 'world' });

    expect(payload.event).toEqual({ hello: 'world' });
    expect(payload.environment).toMatchObject({
      BANK_URL: 'https://bank.invalid',
      AWS_REGION: 'us-east-1',
      AWS_LAMBDA_FUNCTION_NAME: nameOf('describe'),
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      AWS_ENDPOINT_URL: cloud.url,
      AWS_ACCESS_KEY_ID: expect.stringMatching(/^LKIA/),
      _X_AMZN_TRACE_ID: expect.stringMatching(/^Root=1-/),
    });
    expect(payload.environment).not.toHaveProperty('OF_THIS_PROCESS');
    expect(payload.context).toMatchObject({
      functionName: nameOf('describe'),
      memoryLimitInMB: '128',
      remainingMillis: expect.any(Number),
    });
    expect(payload.context.remainingMillis).toBeGreaterThan(15_000);
    expect(payload.context.remainingMillis).toBeLessThanOrEqual(20_000);
  });

  it('lives on the day the clock shows, also after the clock was moved', async () => {
    const before = await describeItself({});
    expect(new Date(before.now).toISOString()).toMatch(/^2027-01-15T/);
    expect(before.constructed).toMatch(/^2027-01-15T/);
    expect(before.parsed).toBe('2020-02-29T00:00:00.000Z');
    expect(before.isDate).toBe(true);

    await cloud.clock.moveTo(Date.parse('2028-02-29T12:00:00Z'));

    const after = await describeItself({});
    expect(after.constructed).toMatch(/^2028-02-29T12:00/);
  });

  it("answers a handler's exception with its type, and writes it to the log group", async () => {
    const result = await misbehave('throw');

    expect(result).toMatchObject({
      ok: false,
      errorType: 'TypeError',
      errorMessage: 'the handler threw',
    });
    const group = `/aws/lambda/${nameOf('misbehave')}`;
    expect(cloud.logs.lines(group).map(({ line }) => line)).toContainEqual(
      expect.stringContaining('the handler threw'),
    );
  });

  it.each(['hang', 'spin'])('is ended when it exceeds its timeout (%s)', async (how) => {
    expect(await misbehave(how)).toMatchObject({
      ok: false,
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/Task timed out after 1\.00 seconds$/),
    });
  });

  it.each([
    ['exit', 'Runtime.ExitError', /exit status 3$/],
    ['stray', 'RangeError', /thrown outside the call/],
  ])('is replaced when it ends its process (%s)', async (how, errorType, errorMessage) => {
    expect(await misbehave(how)).toMatchObject({
      ok: false,
      errorType,
      errorMessage: expect.stringMatching(errorMessage),
    });
    expect(await misbehave('count')).toEqual({ ok: true, payload: { calls: 1 } });
  });

  it('keeps its environment warm between calls and adds one while it is busy', async () => {
    await misbehave('exit');
    expect(await misbehave('count')).toEqual({ ok: true, payload: { calls: 1 } });
    expect(await misbehave('count')).toEqual({ ok: true, payload: { calls: 2 } });

    const both = await Promise.all([misbehave('count'), misbehave('count')]);
    expect(both).toEqual([
      { ok: true, payload: { calls: 3 } },
      { ok: true, payload: { calls: 1 } },
    ]);
  });

  it('is called again one and three minutes after a failed event, then parks it', async () => {
    const failuresBefore = failures();
    await cloud.functions.invokeAsync(nameOf('misbehave'), { how: 'throw' });
    expect(failures() - failuresBefore).toBe(1);

    await cloud.clock.moveTo(cloud.clock.now() + 61_000);
    expect(failures() - failuresBefore).toBe(2);
    expect(cloud.deadLetters).toEqual([]);

    await cloud.clock.moveTo(cloud.clock.now() + 121_000);
    expect(failures() - failuresBefore).toBe(3);
    expect(cloud.deadLetters).toEqual([
      expect.objectContaining({
        payload: { how: 'throw' },
        errorType: 'TypeError',
        targetArn: expect.stringMatching(/^arn:aws:sqs:/),
      }),
    ]);
  });

  it('answers for a function that does not exist', async () => {
    expect(await cloud.functions.invoke('nobody', {})).toMatchObject({
      ok: false,
      errorType: 'ResourceNotFoundException',
    });
  });
});

interface Description {
  readonly event: unknown;
  readonly now: number;
  readonly constructed: string;
  readonly parsed: string;
  readonly isDate: boolean;
  readonly environment: Record<string, string>;
  readonly context: { remainingMillis: number };
}

async function describeItself(event: unknown): Promise<Description> {
  const result = await invoke('describe', event);
  if (!result.ok) throw new Error(result.errorMessage);
  return result.payload as Description;
}

const failures = () =>
  cloud.logs
    .lines(`/aws/lambda/${nameOf('misbehave')}`)
    .filter(({ line }) => line.includes('"errorType":"TypeError"')).length;
