import { StartError } from '../../../local/cloud/start-error';
import { readDeployment } from '../../../local/template/deployment';
import { type SmallStage, synthesizeSmallStage } from '../support/small-stage';

let stage: SmallStage;
const read = (parameters: Record<string, string> = {}) =>
  readDeployment({ assemblyDirectory: stage.assemblyDirectory, stage: 'dev', parameters });

beforeAll(() => {
  stage = synthesizeSmallStage();
});
afterAll(() => stage.remove());

describe('reading a synthesized stage', () => {
  it('gives functions their environment without intrinsics, across stacks', () => {
    const { functions, tables } = read();
    const store = functions.find(({ handler }) => handler === 'index.store');

    expect(tables).toHaveLength(1);
    expect(store?.environment).toEqual({ TABLE: tables[0]?.name });
    expect(store?.codeDirectory).toMatch(/asset\.[0-9a-f]{64}$/);
    expect(store?.timeoutSeconds).toBe(20);
    expect(store?.deadLetterArn).toMatch(/^arn:aws:sqs:us-east-1:000000000000:/);
  });

  it("takes a parameter's default unless it is overridden", () => {
    const urlOf = (deployment: ReturnType<typeof read>) =>
      deployment.functions.find(({ handler }) => handler === 'index.describe')?.environment;

    expect(urlOf(read())).toEqual({ BANK_URL: 'https://bank.invalid' });
    expect(urlOf(read({ SandboxBankUrl: 'http://127.0.0.1:1' }))).toEqual({
      BANK_URL: 'http://127.0.0.1:1',
    });
  });

  it('answers the same identifiers every time', () => {
    expect(read().keys).toEqual(read().keys);
    expect(read().keys.map(({ keySpec }) => keySpec)).toEqual([
      'SYMMETRIC_DEFAULT',
      'SYMMETRIC_DEFAULT',
      'HMAC_256',
      'ECC_NIST_P256',
    ]);
    expect(read().keys[0]?.aliases).toEqual(['alias/small/data']);
  });

  it('resolves what a role may do to actions and ARNs', () => {
    const { functions, roles, tables } = read();
    const roleId = functions.find(({ handler }) => handler === 'index.store')?.roleId;
    const statements = roles.find((role) => role.roleId === roleId)?.statements ?? [];

    expect(statements).toContainEqual(
      expect.objectContaining({
        effect: 'Allow',
        actions: ['dynamodb:PutItem', 'dynamodb:DeleteItem'],
        resources: [tables[0]?.arn],
      }),
    );
    expect(statements).toContainEqual(
      expect.objectContaining({ policyId: 'AWSLambdaBasicExecutionRole' }),
    );
  });

  it('reads who may use a key and a bucket from their own policies', () => {
    const { resourcePolicies, tables, buckets } = read();
    const statementsOf = (arn: string | undefined) =>
      resourcePolicies.find(({ resourceArn }) => resourceArn === arn)?.statements;

    expect(statementsOf(tables[0]?.keyArn)).toEqual([
      expect.objectContaining({ principals: ['arn:aws:iam::000000000000:root'] }),
      expect.objectContaining({
        principals: ['*'],
        conditions: { StringEquals: { 'kms:ViaService': ['dynamodb.us-east-1.amazonaws.com'] } },
      }),
    ]);
    expect(statementsOf(buckets[0]?.arn)).toEqual([expect.objectContaining({ effect: 'Deny' })]);
  });

  it("puts a workflow's substitutions into its definition", () => {
    const { stateMachines, functions } = read();
    const definition = JSON.parse(stateMachines[0]?.definition ?? '');
    const store = functions.find(({ handler }) => handler === 'index.store');

    expect(definition.States['Store it'].Arguments.FunctionName).toBe(store?.arn);
  });

  it('reads the methods of the API with models, validators and throttles', () => {
    const { restApis, functions } = read();
    const store = functions.find(({ handler }) => handler === 'index.store');

    expect(restApis[0]).toMatchObject({ stageName: 'v1' });
    expect(restApis[0]?.methods).toEqual([
      expect.objectContaining({
        httpMethod: 'PUT',
        path: '/items/{itemId}',
        operationName: 'storeItem',
        functionArn: store?.arn,
        requestModels: { 'application/json': expect.objectContaining({ required: ['id'] }) },
        requestParameters: { 'method.request.header.Idempotency-Key': true },
        validatesBody: true,
        throttle: { requestsPerSecond: 50, burst: 100 },
      }),
    ]);
  });

  it('says in one sentence that nothing was synthesized, or which stages there are', () => {
    const missing = { assemblyDirectory: '/nowhere', stage: 'dev' };

    expect(() => readDeployment(missing)).toThrow(StartError);
    expect(() => readDeployment(missing)).toThrow(/run "npm run synth" first\.$/);
    expect(() => readDeployment({ ...stage, stage: 'prod' })).toThrow(/choose one of dev\.$/);
  });
});
