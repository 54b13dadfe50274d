/** Synthesizes a small stage of two stacks, so that the local cloud is tested on real templates. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnParameter, Duration, Stack, Stage } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { buildSync } from 'esbuild';

export interface SmallStage {
  readonly assemblyDirectory: string;
  remove(): void;
}

/** The stage is called dev. */
export function synthesizeSmallStage(): SmallStage {
  const directory = mkdtempSync(join(tmpdir(), 'small-stage-'));
  const assemblyDirectory = join(directory, 'cdk.out');
  const app = new App({
    outdir: assemblyDirectory,
    context: { 'aws:cdk:disable-asset-staging': false },
  });
  const stage = new Stage(app, 'dev');
  const data = addData(stage);
  addLending(stage, data, bundle(directory), workflowFile(directory));
  app.synth();
  return { assemblyDirectory, remove: () => rmSync(directory, { recursive: true }) };
}

function addData(stage: Stage) {
  const stack = new Stack(stage, 'DataStack');
  const dataKey = new kms.Key(stack, 'DataKey', { alias: 'small/data' });
  dataKey.addToResourcePolicy(
    new iam.PolicyStatement({
      principals: [new iam.AnyPrincipal()],
      actions: ['kms:Decrypt'],
      resources: ['*'],
      conditions: { StringEquals: { 'kms:ViaService': `dynamodb.${stack.region}.amazonaws.com` } },
    }),
  );
  const table = new dynamodb.Table(stack, 'Table', {
    partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    encryptionKey: dataKey,
    stream: dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
  });
  const bucketKey = new kms.Key(stack, 'BucketKey');
  return {
    table,
    bucketKey,
    bucket: new s3.Bucket(stack, 'Bucket', {
      encryptionKey: bucketKey,
      enforceSSL: true,
      cors: [{ allowedMethods: [s3.HttpMethods.POST], allowedOrigins: ['https://*.example'] }],
      lifecycleRules: [{ expiration: Duration.days(1) }],
    }),
    evidence: new s3.Bucket(stack, 'Evidence', { objectLockEnabled: true }),
    macKey: new kms.Key(stack, 'MacKey', {
      keySpec: kms.KeySpec.HMAC_256,
      keyUsage: kms.KeyUsage.GENERATE_VERIFY_MAC,
    }),
    signingKey: new kms.Key(stack, 'SigningKey', {
      keySpec: kms.KeySpec.ECC_NIST_P256,
      keyUsage: kms.KeyUsage.SIGN_VERIFY,
    }),
    secret: new secretsmanager.Secret(stack, 'Secret', {
      generateSecretString: {
        secretStringTemplate: '{"issuer":"bank"}',
        generateStringKey: 'signingKey',
        passwordLength: 40,
        excludePunctuation: true,
      },
    }),
  };
}

type Data = ReturnType<typeof addData>;

function addLending(stage: Stage, data: Data, code: lambda.Code, workflow: string): void {
  const stack = new Stack(stage, 'LendingStack');
  const bankUrl = new CfnParameter(stack, 'SandboxBankUrl', { default: 'https://bank.invalid' });
  const queue = new sqs.Queue(stack, 'DeadLetters');
  const add = (name: string, environment: Record<string, string> = {}) =>
    new lambda.Function(stack, name, {
      code,
      environment,
      handler: `index.${name.charAt(0).toLowerCase()}${name.slice(1)}`,
      runtime: lambda.Runtime.NODEJS_22_X,
      timeout: Duration.seconds(name === 'Misbehave' ? 1 : 20),
      deadLetterQueue: queue,
    });
  const describe = add('Describe', { BANK_URL: bankUrl.valueAsString });
  const store = add('Store', { TABLE: data.table.tableName });
  store.addToRolePolicy(
    new iam.PolicyStatement({
      actions: ['dynamodb:PutItem', 'dynamodb:DeleteItem'],
      resources: [data.table.tableArn],
    }),
  );
  add('Scan', { TABLE: data.table.tableName });
  const presign = add('Presign', { BUCKET: data.bucket.bucketName });
  presign.addToRolePolicy(
    new iam.PolicyStatement({
      actions: ['s3:PutObject'],
      resources: [data.bucket.arnForObjects('uploads/*')],
    }),
  );
  presign.addToRolePolicy(
    new iam.PolicyStatement({
      actions: ['kms:GenerateDataKey'],
      resources: [data.bucketKey.keyArn],
    }),
  );
  add('Misbehave');
  const machine = new sfn.StateMachine(stack, 'Workflow', {
    definitionBody: sfn.DefinitionBody.fromFile(workflow),
    definitionSubstitutions: { Store: store.functionArn, Describe: describe.functionArn },
  });
  store.grantInvoke(machine);
  const api = new apigateway.RestApi(stack, 'Api', {
    deployOptions: { throttlingRateLimit: 50, throttlingBurstLimit: 100, stageName: 'v1' },
  });
  const item = api.root.addResource('items').addResource('{itemId}');
  item.addMethod('PUT', new apigateway.LambdaIntegration(store), {
    operationName: 'storeItem',
    requestModels: {
      'application/json': api.addModel('ItemModel', {
        schema: { type: apigateway.JsonSchemaType.OBJECT, required: ['id'] },
      }),
    },
    requestValidatorOptions: { validateRequestBody: true },
    requestParameters: { 'method.request.header.Idempotency-Key': true },
  });
}

function bundle(directory: string): lambda.Code {
  const outdir = join(directory, 'bundle');
  buildSync({
    entryPoints: { index: join(__dirname, 'small-functions.ts') },
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
  });
  return lambda.Code.fromAsset(outdir);
}

/** The state that describes itself is one whose grant is missing. */
function workflowFile(directory: string): string {
  const path = join(directory, 'workflow.asl.json');
  const task = (arguments_: unknown, next: Record<string, unknown>) => ({
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: arguments_,
    Output: '{% $states.result.Payload %}',
    ...next,
  });
  const definition = {
    QueryLanguage: 'JSONata',
    StartAt: 'Store it',
    States: {
      'Store it': task(
        // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation substitutes it.
        { FunctionName: '${Store}', Payload: '{% $states.input %}' },
        { Next: 'Describe it' },
      ),
      // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation substitutes it.
      'Describe it': task({ FunctionName: '${Describe}', Payload: {} }, { End: true }),
    },
  };
  writeFileSync(path, JSON.stringify(definition));
  return path;
}
