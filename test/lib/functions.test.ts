import { functions } from '../../lambdas/contract/functions';
import { routes } from '../../lambdas/contract/routes';
import {
  actionsOf,
  functionOf,
  resourcesOf,
  type Statement,
  statementsOf,
  type TemplateResource,
  templatesOf,
} from './synthesis';

const prod = templatesOf('prod');
const all = [prod.lending, ...prod.capabilities];
const operations = [...routes, ...functions].map(({ operationId }) => operationId);

describe('every function', () => {
  it('has a name of its own, by which other stacks call it', () => {
    for (const operationId of operations) {
      const { FunctionName } = functionOf(prod, operationId).resource.Properties;
      expect(FunctionName).toBe(`sunlend-prod-${operationId}`);
      expect(FunctionName.length).toBeLessThanOrEqual(64);
    }
  });

  it('runs Node 24 on ARM64, traced, within bounds, with a dead-letter queue', () => {
    for (const operationId of operations) {
      const { Properties } = functionOf(prod, operationId).resource;
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        TracingConfig: { Mode: 'Active' },
      });
      expect(Properties.MemorySize).toBeGreaterThanOrEqual(512);
      expect(Properties.DeadLetterConfig.TargetArn).toBeDefined();
    }
  });

  it('has places reserved in prod, within what a default account has to give', () => {
    const reserved = operations.map(
      (operationId) =>
        functionOf(prod, operationId).resource.Properties.ReservedConcurrentExecutions,
    );

    for (const places of reserved) expect(places).toBeGreaterThanOrEqual(5);
    // Of 1,000 places Lambda keeps 100 for functions without a reservation.
    expect(reserved.reduce((sum, places) => sum + places, 0)).toBeLessThanOrEqual(900);
  });

  it('answers before API Gateway gives up after 29 seconds', () => {
    for (const { operationId } of routes) {
      const { Timeout } = functionOf(prod, operationId).resource.Properties;
      expect(Timeout).toBeLessThanOrEqual(29);
    }
  });

  it('writes to a log group of its own: encrypted, and emptied in time', () => {
    const used = operations.map((operationId) => {
      const { resource, template } = functionOf(prod, operationId);
      const name: string = resource.Properties.LoggingConfig.LogGroup.Ref;
      const group = resourcesOf(template, 'AWS::Logs::LogGroup')[name];
      expect(group?.Properties.RetentionInDays).toBe(731);
      expect(group?.Properties.KmsKeyId).toBeDefined();
      return name;
    });
    expect(new Set(used).size).toBe(operations.length);
  });

  it('has a role of its own, with our policies only', () => {
    const roles = operations.map((operationId) => {
      const { roleId, template } = functionOf(prod, operationId);
      const { Properties } = resourcesOf(template, 'AWS::IAM::Role')[roleId]!;
      expect(Properties.Policies).toBeUndefined();
      for (const policy of Properties.ManagedPolicyArns) expect(policy).toHaveProperty('Ref');
      return roleId;
    });
    expect(new Set(roles).size).toBe(operations.length);
    for (const template of all) template.resourceCountIs('AWS::IAM::Policy', 0);
  });

  it('names every action exactly and allows nothing but what is named', () => {
    for (const statement of operations.flatMap(statementsOfOperation)) {
      expect(statement.Effect).toBe('Allow');
      for (const action of actionsOf(statement)) expect(action).toMatch(/^[a-z0-9]+:[A-Za-z]+$/);
    }
  });

  it('has policies well within the 6,144 characters that IAM allows', () => {
    const sizes = everywhere('AWS::IAM::ManagedPolicy').map(({ Properties }) => {
      // An ARN of ours has at most some 140 characters once it is resolved.
      const resolved = JSON.stringify(Properties.PolicyDocument).replace(
        /\{"Fn::(GetAtt|ImportValue)":[^}]+\}/g,
        '"'.padEnd(140, 'x'),
      );
      return { of: Properties.Description, size: resolved.length };
    });

    expect(sizes.filter(({ size }) => size >= 6_144)).toEqual([]);
  });

  it('uses the wildcard resource only where the service knows no resources', () => {
    const actions = operations
      .flatMap(statementsOfOperation)
      .filter(({ Resource }) => Resource === '*')
      .flatMap(actionsOf);

    expect([...new Set(actions)].sort()).toEqual([
      'rekognition:CompareFaces',
      'rekognition:CreateFaceLivenessSession',
      'rekognition:GetFaceLivenessSessionResults',
      'sns:Publish',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });

  it('knows its stage and finds the source behind a minified line', () => {
    for (const operationId of operations) {
      expect(variablesOf(operationId)).toMatchObject({
        STAGE: 'prod',
        NODE_OPTIONS: '--enable-source-maps',
      });
    }
  });

  it('may use exactly the tables whose names it is told, whatever it is', () => {
    for (const operationId of operations) {
      const told = Object.keys(variablesOf(operationId)).filter((name) =>
        name.startsWith('TABLE_'),
      );
      const granted = statementsOfOperation(operationId)
        .filter((statement) => actionsOf(statement).some(isTableAction))
        .flatMap(({ Resource }) => tablesIn(Resource));
      expect(told.sort()).toEqual([...new Set(granted)].sort());
    }
  });
});

describe('grants', () => {
  it('let only those sign, start and send that have to', () => {
    const may = (action: string) =>
      operations.filter((operationId) =>
        statementsOfOperation(operationId).flatMap(actionsOf).includes(action),
      );

    expect(may('kms:Sign').sort()).toEqual([
      'refreshSession',
      'signIn',
      'signInWithGesture',
      'signInWithPasskey',
    ]);
    expect(may('kms:GetPublicKey')).toContain('authorizeRequest');
    expect(may('states:StartExecution')).toEqual(['advanceWorkflow']);
    expect(may('sns:Publish').sort()).toEqual([
      'requestProofCode',
      'requestSignInCode',
      'startPhoneChange',
      'takeCollectionActions',
    ]);
  });

  it('let every function that staff may call write the audit trail first', () => {
    const forStaff = routes.filter(
      ({ access }) => typeof access !== 'string' && access.some((role) => role !== 'borrower'),
    );
    expect(forStaff.length).toBeGreaterThan(3);
    for (const { operationId } of forStaff) {
      const actions = statementsOfOperation(operationId).flatMap(actionsOf);
      expect(actions).toEqual(expect.arrayContaining(['dynamodb:GetItem', 'dynamodb:PutItem']));
      expect(variablesOf(operationId)).toHaveProperty('TABLE_USERS');
    }
  });

  it('let no function delete or re-key what holds data', () => {
    const actions = operations.flatMap(statementsOfOperation).flatMap(actionsOf);

    const destructive =
      /^(dynamodb:DeleteTable|s3:(DeleteBucket|PutBucket)|kms:(Schedule|Disable|Put))/;
    expect(actions.length).toBeGreaterThan(100);
    expect(actions.filter((action) => destructive.test(action))).toEqual([]);
  });
});

describe('stream consumers', () => {
  it('report single failures, retry within bounds and park what keeps failing', () => {
    const mappings = everywhere('AWS::Lambda::EventSourceMapping');

    expect(mappings.length).toBeGreaterThanOrEqual(3);
    for (const { Properties } of mappings) {
      expect(Properties).toMatchObject({
        BisectBatchOnFunctionError: true,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        MaximumRetryAttempts: 10,
        StartingPosition: 'TRIM_HORIZON',
      });
      expect(Properties.DestinationConfig.OnFailure.Destination).toBeDefined();
    }
  });

  it('have time for every instruction of a batch, should its channel be silent', () => {
    const { Timeout } = functionOf(prod, 'sendInstruction').resource.Properties;
    const [sending, ...others] = everywhere('AWS::Lambda::EventSourceMapping').filter((mapping) =>
      JSON.stringify(mapping.Properties.FilterCriteria ?? '').includes('InstructionCreated'),
    );
    expect(others).toEqual([]);
    // Sent, and asked after: five seconds each until a channel is given up.
    expect(sending?.Properties.BatchSize * 10).toBeLessThan(Timeout);
  });
});

describe('timed runs', () => {
  it('start the night ten minutes after midnight in China, and at the hours of collection', () => {
    const expressions = everywhere('AWS::Scheduler::Schedule').map(({ Properties }) => [
      Properties.ScheduleExpression,
      Properties.ScheduleExpressionTimezone,
    ]);
    expect(expressions).toContainEqual(['cron(10 0,8,20 * * ? *)', 'Asia/Shanghai']);
  });
});

function statementsOfOperation(operationId: string): Statement[] {
  const { template, roleId } = functionOf(prod, operationId);
  return statementsOf(template, roleId);
}

const everywhere = (type: string): TemplateResource[] =>
  all.flatMap((template) => Object.values(resourcesOf(template, type)));

const variablesOf = (operationId: string): Record<string, unknown> =>
  functionOf(prod, operationId).resource.Properties.Environment.Variables;

/** Not those of a stream: a consumer is not told the table it hears of. */
const isTableAction = (action: string): boolean =>
  /^dynamodb:(GetItem|BatchGetItem|Query|PutItem|DeleteItem|UpdateItem|ConditionCheckItem)$/.test(
    action,
  );

function tablesIn(resource: unknown): string[] {
  const text = JSON.stringify(resource);
  return [...text.matchAll(/FnGetAtt([A-Z][a-z]+)Table[0-9A-F]+Arn/g)].map(
    ([, capability]) => `TABLE_${capability?.toUpperCase()}`,
  );
}
