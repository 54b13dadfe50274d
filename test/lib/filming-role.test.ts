/** What a borrower's app is lent for a face check: one action, by one function, for one check. */
import { routes } from '../../lambdas/contract/routes';
import {
  actionsOf,
  functionOf,
  resourcesOf,
  statementsOf,
  type TemplateResource,
  templatesOf,
} from './synthesis';

const prod = templatesOf('prod');
const lender = functionOf(prod, 'createLivenessSession');
const roles = resourcesOf(lender.template, 'AWS::IAM::Role');
const [roleId, role] = Object.entries(roles).find(([id]) => /^FilmingRole/.test(id)) as [
  string,
  TemplateResource,
];

describe('the right to film a face check', () => {
  it('is one action in one region, and nothing else', () => {
    expect(statementsOf(lender.template, roleId)).toEqual([
      {
        Effect: 'Allow',
        Action: 'rekognition:StartFaceLivenessSession',
        Resource: '*',
        Condition: { StringEquals: { 'aws:RequestedRegion': { Ref: 'AWS::Region' } } },
      },
    ]);
  });

  it('is lent by the function that starts checks, in the name of a check', () => {
    expect(role.Properties.AssumeRolePolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { AWS: { 'Fn::GetAtt': [lender.roleId, 'Arn'] } },
        Condition: { StringLike: { 'sts:RoleSessionName': 'liv_*' } },
      },
    ]);
    expect(role.Properties.MaxSessionDuration).toBe(3_600);
  });

  it('is the only role any function may take on, and that function the only one', () => {
    const lenders = routes.filter(({ operationId }) => {
      const { template, roleId: own } = functionOf(prod, operationId);
      return statementsOf(template, own).flatMap(actionsOf).includes('sts:AssumeRole');
    });
    expect(lenders.map(({ operationId }) => operationId)).toEqual(['createLivenessSession']);
    const assumed = statementsOf(lender.template, lender.roleId).filter((statement) =>
      actionsOf(statement).includes('sts:AssumeRole'),
    );
    expect(assumed).toMatchObject([{ Resource: { 'Fn::GetAtt': [roleId, 'Arn'] } }]);
  });

  it('is no right of the functions themselves', () => {
    for (const { operationId } of routes) {
      const { template, roleId: own } = functionOf(prod, operationId);
      expect(statementsOf(template, own).flatMap(actionsOf)).not.toContain(
        'rekognition:StartFaceLivenessSession',
      );
    }
  });
});
