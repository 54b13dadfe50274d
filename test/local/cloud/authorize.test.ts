import { type AccessContext, Authorizer, operator } from '../../../local/cloud/authorize';
import type { PolicyStatement, ResourcePolicy } from '../../../local/template/roles';

const table = 'arn:aws:dynamodb:us-east-1:000000000000:table/orders';
const key = 'arn:aws:kms:us-east-1:000000000000:key/1';
const roleArn = 'arn:aws:iam::000000000000:role/clerk';
const clerk = { roleId: 'clerk' };

describe("a role's policies", () => {
  it('allow nothing unless they say so', () => {
    expect(allows([], 'dynamodb:GetItem', table)).toBe(false);
    expect(new Authorizer([]).allows({ roleId: 'unknown' }, request('a:B', '*'))).toBe(false);
    expect(new Authorizer([]).allows(operator, request('a:B', '*'))).toBe(true);
  });

  it.each([
    ['dynamodb:GetItem', table, true],
    ['DynamoDB:getitem', table, true],
    ['dynamodb:Get*', table, true],
    ['dynamodb:Get?tem', `${table.slice(0, -1)}?`, true],
    ['*', '*', true],
    ['dynamodb:PutItem', table, false],
    ['dynamodb:GetItem', `${table}/index/*`, false],
    ['dynamodb:GetItem', `${table}.`, false],
  ])('that name %s on %s: %s', (action, resource, expected) => {
    const allow = statement({ actions: [action], resources: [resource] });
    expect(allows([allow], 'dynamodb:GetItem', table)).toBe(expected);
  });

  it('deny in spite of any permission', () => {
    const all = statement({ actions: ['*'], resources: ['*'] });
    const deny = statement({ effect: 'Deny', actions: ['dynamodb:Delete*'], resources: [table] });

    expect(allows([all, deny], 'dynamodb:DeleteItem', table)).toBe(false);
    expect(allows([deny, all], 'dynamodb:GetItem', table)).toBe(true);
  });

  it('may say what they do not mean', () => {
    const notDelete = statement({ notActions: ['dynamodb:Delete*'], notResources: [`${table}2`] });

    expect(allows([notDelete], 'dynamodb:GetItem', table)).toBe(true);
    expect(allows([notDelete], 'dynamodb:DeleteItem', table)).toBe(false);
    expect(allows([notDelete], 'dynamodb:GetItem', `${table}2`)).toBe(false);
  });

  it.each([
    ['StringEquals', ['users', 'orders'], 'orders', true],
    ['StringEquals', ['users'], 'orders', false],
    ['StringEquals', ['users'], undefined, false],
    ['StringEqualsIfExists', ['users'], undefined, true],
    ['StringNotEquals', ['users'], 'orders', true],
    ['StringNotEquals', ['users', 'orders'], 'orders', false],
    ['StringNotEquals', ['users'], undefined, true],
    ['StringLike', ['ord*'], 'orders', true],
    ['ArnLike', ['arn:aws:s3:::*'], 'arn:aws:s3:::x', true],
    ['Bool', ['true'], 'true', true],
    ['NumericLessThan', ['1.2'], '1.3', false],
    ['Null', ['true'], undefined, true],
    ['Null', ['true'], 'orders', false],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b'], true],
    ['ForAllValues:StringEquals', ['a'], ['a', 'b'], false],
    ['ForAllValues:StringEquals', ['a'], undefined, true],
    ['ForAnyValue:StringEquals', ['b'], ['a', 'b'], true],
    ['ForAnyValue:StringEquals', ['c'], ['a', 'b'], false],
    ['DateGreaterThan', ['2000-01-01T00:00:00Z'], '2001-01-01T00:00:00Z', false],
  ])('under the condition %s %j with %j: %s', (operation, accepted, actual, expected) => {
    const conditions = { [operation]: { 'kms:EncryptionContext:table': accepted } };
    const allow = statement({ actions: ['kms:*'], resources: ['*'], conditions });
    const context: AccessContext = actual ? { 'kms:EncryptionContext:table': actual } : {};

    expect(authorizer([allow]).allows(clerk, { ...request('kms:Decrypt', key), context })).toBe(
      expected,
    );
  });
});

describe("a resource's policy", () => {
  const own = statement({ actions: ['kms:Decrypt'], resources: [key] });
  const policy = (principals: string[], conditions: PolicyStatement['conditions'] = {}) => ({
    resourceArn: key,
    statements: [
      { ...statement({ actions: ['kms:*'], resources: ['*'], conditions }), principals },
    ],
  });
  const decrypts = (statements: PolicyStatement[], ...policies: ResourcePolicy[]) =>
    authorizer(statements, policies).allows(clerk, request('kms:Decrypt', key));

  it('hands a key over to the policies of the account, or keeps it', () => {
    expect(decrypts([own], policy(['arn:aws:iam::000000000000:root']))).toBe(true);
    expect(decrypts([], policy(['arn:aws:iam::000000000000:root']))).toBe(false);
    expect(decrypts([own], policy(['arn:aws:iam::000000000000:role/somebody']))).toBe(false);
  });

  it('may allow a role by itself, under conditions', () => {
    const viaService = { StringEquals: { 'kms:ViaService': ['dynamodb.amazonaws.com'] } };

    expect(decrypts([], policy([roleArn]))).toBe(true);
    expect(decrypts([], policy(['*']))).toBe(true);
    expect(decrypts([], policy(['*'], viaService))).toBe(false);
  });
});

describe('the record', () => {
  it('names what was refused, as AWS words it', () => {
    const subject = authorizer([]);

    expect(() => subject.require(clerk, [request('sns:Publish', '*')])).toThrow(
      `User: ${roleArn} is not authorized to perform: sns:Publish on resource: * ` +
        'because no identity-based policy allows the sns:Publish action',
    );
    expect(subject.denials()).toHaveLength(1);
  });

  it('names the granted actions that nothing needed', () => {
    const actions = ['dynamodb:GetItem', 'dynamodb:Put*', 'dynamodb:DeleteItem'];
    const subject = authorizer([statement({ actions, resources: [table] })]);
    expect(subject.unusedGrants()).toEqual([]);
    expect(subject.unusedGrants({ ofIdleRoles: true })).toHaveLength(3);
    subject.allows(clerk, request('dynamodb:PutItem', table));

    expect(subject.unusedGrants().map(({ action }) => action)).toEqual([
      'dynamodb:GetItem',
      'dynamodb:DeleteItem',
    ]);
  });
});

function statement(part: Partial<PolicyStatement>): PolicyStatement {
  return {
    effect: 'Allow',
    actions: [],
    notActions: [],
    resources: [],
    notResources: [],
    conditions: {},
    policyId: 'policy',
    ...part,
  };
}

function authorizer(statements: PolicyStatement[], policies: ResourcePolicy[] = []): Authorizer {
  return new Authorizer(
    [
      {
        roleId: 'clerk',
        arn: roleArn,
        trustedServices: [],
        maximumSessionSeconds: 3_600,
        statements,
      },
    ],
    policies,
  );
}

const request = (action: string, resource: string) => ({ action, resource });

const allows = (statements: PolicyStatement[], action: string, resource: string) =>
  authorizer(statements).allows(clerk, request(action, resource));
