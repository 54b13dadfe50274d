/** A grant on some partitions of a table reaches those and no other, in every kind of request. */
import { Authorizer } from '../../../local/cloud/authorize';
import { permissionsOf } from '../../../local/cloud/permissions';
import { account, region } from '../../../local/template/identifiers';

const arn = `arn:aws:dynamodb:${region}:${account}:table/users`;
const index = {
  tableKeyArn: () => undefined,
  bucketKeyArn: () => undefined,
  secretKeyArn: () => undefined,
  keyArn: () => undefined,
  secretArn: () => undefined,
};
const audit = 'AUDIT#stf_1';
const owner = 'PHONE#1';
const pk = (partition: string) => ({ pk: { S: partition }, sk: { S: 'x' } });
const put = (partition: string) => ({ Put: { TableName: 'users', Item: pk(partition) } });
const check = (partition: string) => ({
  ConditionCheck: { TableName: 'users', Key: pk(partition) },
});
const query = (partition: string) => ({
  TableName: 'users',
  KeyConditionExpression: 'pk = :partition AND sk >= :from',
  ExpressionAttributeValues: { ':partition': { S: partition }, ':from': { S: 'PHONE#' } },
});

describe('a grant within partitions', () => {
  it.each<[string, string, (partition: string) => object]>([
    ['PutItem', 'dynamodb:PutItem', (p) => ({ TableName: 'users', Item: pk(p) })],
    ['GetItem', 'dynamodb:GetItem', (p) => ({ TableName: 'users', Key: pk(p) })],
    ['DeleteItem', 'dynamodb:DeleteItem', (p) => ({ TableName: 'users', Key: pk(p) })],
    ['Query', 'dynamodb:Query', query],
    ['TransactWriteItems', 'dynamodb:PutItem', (p) => ({ TransactItems: [put(audit), put(p)] })],
    [
      'TransactWriteItems',
      'dynamodb:ConditionCheckItem',
      (p) => ({ TransactItems: [check(audit), check(p)] }),
    ],
  ])('lets %s (%s) reach its own and no other', (action, granted, input) => {
    expect(may(granted, action, input(audit))).toBe(true);
    expect(may(granted, action, input(owner))).toBe(false);
  });

  it('does not let a scan, which names no partition, through', () => {
    expect(may('dynamodb:Scan', 'Scan', { TableName: 'users' })).toBe(false);
  });
});

function may(granted: string, action: string, input: object): boolean {
  const authorizer = new Authorizer([
    {
      roleId: 'clerk',
      arn: 'arn:aws:iam::000000000000:role/clerk',
      statements: [
        {
          policyId: 'policy',
          effect: 'Allow',
          actions: [granted],
          notActions: [],
          resources: [arn],
          notResources: [],
          conditions: {
            'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['AUDIT#*'] },
            Null: { 'dynamodb:LeadingKeys': ['false'] },
          },
        },
      ],
    },
  ] as unknown as ConstructorParameters<typeof Authorizer>[0]);
  const needed = permissionsOf('dynamodb', action, input as never, index);
  expect(needed.length).toBeGreaterThan(0);
  return needed.every((each) => authorizer.allows({ roleId: 'clerk' }, each));
}
