/**
 * What a stolen role gives: who may unseal, and that nobody who may can also list the
 * customers.
 */
import { functions } from '../../lambdas/contract/functions';
import { routes } from '../../lambdas/contract/routes';
import {
  actionsOf,
  functionOf,
  resourcesOf,
  type Statement,
  statementsOf,
  templatesOf,
} from './synthesis';

const prod = templatesOf('prod');
const operations = [...routes, ...functions];
const statements = (operationId: string) => {
  const { template, roleId } = functionOf(prod, operationId);
  return statementsOf(template, roleId);
};

/** Operations whose role holds one of the actions on a resource that reads like this. */
const whoMay = (
  action: string,
  resource: RegExp,
  isMeant: (statement: Statement) => boolean = () => true,
): string[] =>
  operations
    .map(({ operationId }) => operationId)
    .filter((operationId) =>
      statements(operationId).some(
        (statement) =>
          actionsOf(statement).includes(action) &&
          resource.test(JSON.stringify(statement.Resource)) &&
          isMeant(statement),
      ),
    );

/** Whoever must name a subject to ask for their belongings can list nobody. */
const listsCustomers = ({ Condition }: Statement): boolean =>
  !JSON.stringify(Condition ?? {}).includes('"dynamodb:LeadingKeys":["SUBJECT#*"]');

const openers = whoMay('kms:Decrypt', /KeysSealing/);
const listers = whoMay('dynamodb:Query', /UsersTable.*\/index\//, listsCustomers);

describe('the right to unseal', () => {
  it('is held by users, by those that ask a bureau, and by those that reach a debtor', () => {
    expect(openers.length).toBeGreaterThan(3);
    const others = operations.filter(
      ({ operationId, capability }) => openers.includes(operationId) && capability !== 'users',
    );
    expect(others.map(({ operationId }) => operationId).sort()).toEqual([
      'applyForLimit',
      'assessOrder',
      'callDebtor',
      'getCollectionCase',
      'takeCollectionActions',
      'watchBorrower',
    ]);
  });

  it('is not held by what reviews, pays, collects or signs in with a known factor', () => {
    for (const operationId of [
      'decideReview',
      'replayDecision',
      'sendDisbursement',
      'createRepayment',
      'serviceLoans',
    ])
      expect(openers).not.toContain(operationId);
  });

  it('comes without the means to list customers: ids must be known, with one exception', () => {
    // The night's shredding looks for what is due.
    expect(openers.filter((operationId) => listers.includes(operationId)).sort()).toEqual([
      'shredCustomers',
    ]);
    expect(listers).toContain('listIdentityReviews');
    for (const { operationId } of operations)
      expect(statements(operationId).flatMap(actionsOf)).not.toContain('dynamodb:Scan');
  });

  it('comes without the right to make blind indexes where nothing is looked up', () => {
    expect(whoMay('kms:GenerateMac', /KeysBlindIndex/)).not.toContain('getProfile');
    expect(whoMay('kms:GenerateMac', /KeysBlindIndex/)).not.toContain('exportData');
  });

  it('lets only one function make branch keys, beside the operator', () => {
    expect(whoMay('kms:GenerateDataKey', /KeysSealing/)).toEqual(['requestSignInCode']);
  });
});

describe('the right to write the users table', () => {
  it('reaches, outside of the users capability, the audit trail and nothing else', () => {
    const others = operations.filter(({ capability }) => capability !== 'users');
    const writing = others
      .flatMap(({ operationId }) => statements(operationId))
      .filter(
        (statement) =>
          actionsOf(statement).some((action) => /:(Put|Update|Delete)Item$/.test(action)) &&
          /UsersTable/.test(JSON.stringify(statement.Resource)),
      );
    expect(writing.length).toBeGreaterThan(2);
    for (const { Condition } of writing) {
      expect(Condition).toEqual({
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['AUDIT#*'] },
        Null: { 'dynamodb:LeadingKeys': 'false' },
      });
    }
  });
});

describe('the sealing key', () => {
  it('gets new material from AWS every year, and what it wrapped before stays readable', () => {
    const keys = Object.entries(resourcesOf(prod.data, 'AWS::KMS::Key'));
    const [, sealing] = keys.find(([id]) => /Sealing/.test(id))!;
    expect(sealing.Properties).toMatchObject({ EnableKeyRotation: true });
  });
});
