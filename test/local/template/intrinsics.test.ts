import { StartError } from '../../../local/cloud/start-error';
import type { StackTemplate } from '../../../local/template/assembly';
import { Resolver } from '../../../local/template/intrinsics';

describe('intrinsic functions', () => {
  it.each([
    ['Ref of a parameter', { Ref: 'Days' }, ['Mon', 'Tue']],
    ['Ref of a pseudo parameter', { Ref: 'AWS::AccountId' }, '000000000000'],
    ['Ref of a resource', { Ref: 'Table' }, 'Data-Table'],
    [
      'GetAtt',
      { 'Fn::GetAtt': ['Table', 'Arn'] },
      'arn:aws:dynamodb:us-east-1:000000000000:table/Data-Table',
    ],
    ['GetAtt as text', { 'Fn::GetAtt': 'Queue.QueueName' }, 'given-queue'],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Name' }]] }, 'a-lender'],
    ['Select of Split', { 'Fn::Select': [1, { 'Fn::Split': [',', 'a,b'] }] }, 'b'],
    [
      'Sub',
      { 'Fn::Sub': [variable('Name'), variable('Table.Arn'), variable('!Literal')].join('/') },
      `lender/arn:aws:dynamodb:us-east-1:000000000000:table/Data-Table/${variable('Literal')}`,
    ],
    [
      'Sub with variables',
      { 'Fn::Sub': [variable('x') + variable('Name'), { x: { Ref: 'Name' } }] },
      'lenderlender',
    ],
    ['Base64', { 'Fn::Base64': 'a' }, 'YQ=='],
    ['FindInMap', { 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'large'] }, 3],
    ['If', { 'Fn::If': ['IsLender', 'yes', 'no'] }, 'yes'],
    ['If with And, Or and Not', { 'Fn::If': ['IsNeither', 'yes', 'no'] }, 'no'],
    ['If without a value', [1, { 'Fn::If': ['IsNeither', 2, { Ref: 'AWS::NoValue' }] }], [1]],
    ['ImportValue', { 'Fn::ImportValue': 'Data:Key' }, 'exported'],
    ['GetStackOutput', { 'Fn::GetStackOutput': { StackName: 'Data', OutputName: 'Weak' } }, 'weak'],
  ])('resolve %s', (_name, value, expected) => {
    expect(resolve(value)).toEqual(expected);
  });

  it('are resolved wherever they lie', () => {
    expect(resolve({ a: [{ b: { Ref: 'Name' } }], c: { Ref: 'AWS::NoValue' } })).toEqual({
      a: [{ b: 'lender' }],
    });
  });

  it.each([
    [{ 'Fn::Transform': {} }, /uses Fn::Transform/],
    [{ Ref: 'Nothing' }, /refers to "Nothing"/],
    [{ 'Fn::ImportValue': 'nothing' }, /exports "nothing"/],
    [{ Ref: 'NoDefault' }, /parameter NoDefault has no value/],
  ])('that lead nowhere end in one sentence: %j', (value, message) => {
    expect(() => resolve(value)).toThrow(StartError);
    expect(() => resolve(value)).toThrow(message);
  });
});

/** In the form that CloudFormation substitutes. */
function variable(name: string): string {
  return `\${${name}}`;
}

const stack: StackTemplate = {
  stackName: 'Data',
  Resources: {
    Table: { Type: 'AWS::DynamoDB::Table' },
    Queue: {
      Type: 'AWS::SQS::Queue',
      Properties: { QueueName: { 'Fn::Join': ['-', ['given', 'queue']] } },
    },
  },
  Parameters: {
    Name: { Type: 'String', Default: 'lender' },
    Days: { Type: 'CommaDelimitedList', Default: 'Mon, Tue' },
    NoDefault: { Type: 'String' },
  },
  Outputs: {
    Key: { Value: 'exported', Export: { Name: { 'Fn::Join': [':', ['Data', 'Key']] } } },
    Weak: { Value: 'weak' },
  },
  Conditions: {
    IsLender: { 'Fn::Equals': [{ Ref: 'Name' }, 'lender'] },
    IsOther: { 'Fn::Not': [{ Condition: 'IsLender' }] },
    IsNeither: {
      'Fn::And': [
        { 'Fn::Or': [{ Condition: 'IsLender' }, { Condition: 'IsOther' }] },
        { Condition: 'IsOther' },
      ],
    },
  },
  Mappings: { Sizes: { 'us-east-1': { large: 3 } } },
  assetPath: () => undefined,
};

const resolve = (value: unknown) => new Resolver([stack]).resolve(stack, value);
