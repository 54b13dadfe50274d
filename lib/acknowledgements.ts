/** The ONE list of compliance findings that are accepted, each with what compensates for it. */
import { voice } from './collection-settings';

export interface Acknowledgement {
  /** Below a stage; the narrowest construct that covers the finding. */
  readonly path: string;
  /** The finding's exact id; `<stage>` stands for the stage's name. */
  readonly id: string;
  /** At least forty characters. */
  readonly reason: string;
}

const anyResource = 'AwsSolutions-IAM5[Resource::*]';

/** The export's name of a bucket of the data stack, as it stands in a policy of the other. */
const objectsOf = (bucketExport: string, prefix: string): string =>
  `AwsSolutions-IAM5[Resource::sunlend-<stage>-data:${bucketExport}/${prefix}*]`;
const uploads = 'ExportsOutputFnGetAttUploadsBucketC4B27CC7Arn515ECA45';
const evidence = 'ExportsOutputFnGetAttEvidenceBucketC67FF768Arn6F25C0BE';
const faces = 'ExportsOutputFnGetAttFacesBucketA7BC5CFCArn62DA8E43';
const oneAction =
  'Object names hold unguessable ids made at run time; the grant is one action below one prefix.';

const method = (path: string): string => `Lending/Api/Api/Default/${path}`;

export const acknowledgements: readonly Acknowledgement[] = [
  {
    path: 'Data/SandboxBankSecret/Resource',
    id: 'AwsSolutions-SMG4',
    reason:
      'Both sides must change the key at once, so it is renewed by hand; only functions that ' +
      'speak to the bank can read it, under a customer-managed key.',
  },
  ...['BankCustody', 'Alipay', 'WechatPay'].map((channel) => ({
    path: `Data/${channel}Secret/Resource`,
    id: 'AwsSolutions-SMG4',
    reason:
      'Its members come from the provider, which must take the new ones at once, so they are ' +
      'renewed by hand; only functions that speak to channels can read it.',
  })),
  {
    path: 'Data/DataSourcesSecret/Resource',
    id: 'AwsSolutions-SMG4',
    reason:
      'Both sides must change the key at once, so it is renewed by hand; only functions that ' +
      'assess an applicant can read it, under a customer-managed key.',
  },
  {
    path: 'Data/TencentCloudKey/Resource',
    id: 'AwsSolutions-SMG4',
    reason:
      'Tencent Cloud makes the key, so it is renewed there and filled in by hand; only functions ' +
      'that call it can read it, under a customer-managed key.',
  },
  {
    path: 'Data/DeadLetters/Queue/Resource',
    id: 'AwsSolutions-SQS3',
    reason:
      'It is the dead-letter queue itself, of the functions in the other stacks; an alarm rings ' +
      'at its first message.',
  },
  {
    path: 'Data/BackupPlan/Tables/Role/Resource',
    id:
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/' +
      'AWSBackupServiceRolePolicyForBackup]',
    reason:
      'Only AWS Backup can assume the role; AWS keeps this policy in step with what its ' +
      'service needs, a copy would break backups silently.',
  },
  ...['Users', 'Risk', 'Orders', 'Payments', 'Repayment', 'Collections'].map((capability) => ({
    path: `${capability}/Functions/TracingPolicy/Resource`,
    id: anyResource,
    reason:
      'X-Ray knows no resources; the policy holds two write-only actions and is the only one ' +
      'of its kind in the stack, shared by all its functions.',
  })),
  ...['Origination', 'Servicing', 'Collections'].map((workflow) => ({
    path: `Lending/${workflow}/Policy/Resource`,
    id: anyResource,
    reason:
      'X-Ray and log delivery know no resources; the role is assumable only by this state ' +
      'machine of this account.',
  })),
  {
    path: 'Lending/Servicing/Policy/Resource',
    id:
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:' +
      'execution:sunlend-<stage>-loan-servicing:*]',
    reason:
      'A distributed map names its children at run time; the two actions are for executions of ' +
      'the workflow itself.',
  },
  ...['RequestSignInCode', 'RequestProofCode', 'StartPhoneChange'].map((operation) => ({
    path: `Users/${operation}/Policy/Resource`,
    id: anyResource,
    reason:
      'A phone number is no resource to IAM; the one action is sns:Publish, and the account ' +
      'has a monthly SMS spending limit.',
  })),
  {
    path: 'Collections/TakeCollectionActions/Policy/Resource',
    id: anyResource,
    reason:
      'A phone number is no resource to IAM; the one action is sns:Publish, and nothing is sent ' +
      'that the contact gate has not let through.',
  },
  ...['TakeCollectionActions', 'ResolveCalls'].map((operation) => ({
    path: `Collections/${operation}/Policy/Resource`,
    id:
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:connect:<AWS::Region>:<AWS::AccountId>:' +
      `instance/${voice.instanceId}/contact/*]`,
    reason:
      'A call has no name before it is placed; the one action is for calls of the one instance ' +
      'that the stage names.',
  })),
  ...['CreateLivenessSession', 'CompleteLivenessSession'].map((operation) => ({
    path: `Users/${operation}/Policy/Resource`,
    id: anyResource,
    reason:
      'Rekognition face checks know no resources in IAM; the exact actions are named, and ' +
      'sessions serve one customer once.',
  })),
  {
    path: 'Users/Filming/Policy/Resource',
    id: anyResource,
    reason:
      'Rekognition’s video stream knows no resource in IAM; the one action is lent for 15 ' +
      'minutes, and a check is named by an unguessable id.',
  },
  {
    path: 'Users/CreateCardUpload/Policy/Resource',
    id: objectsOf(uploads, 'cards/'),
    reason: oneAction,
  },
  {
    path: 'Users/ReadCard/Policy/Resource',
    id: objectsOf(uploads, 'cards/'),
    reason: oneAction,
  },
  {
    path: 'Users/ConfirmCard/Policy/Resource',
    id: objectsOf(uploads, 'cards/'),
    reason: oneAction,
  },
  {
    path: 'Users/ConfirmCard/Policy/Resource',
    id: objectsOf(uploads, 'confirmed/'),
    reason: oneAction,
  },
  {
    path: 'Users/KeepCardPictures/Policy/Resource',
    id: objectsOf(uploads, 'confirmed/'),
    reason: oneAction,
  },
  {
    path: 'Users/KeepCardPictures/Policy/Resource',
    id: objectsOf(evidence, 'cards/'),
    reason: oneAction,
  },
  {
    path: 'Users/CreateLivenessSession/Policy/Resource',
    id: objectsOf(uploads, 'liveness/'),
    reason: oneAction,
  },
  {
    path: 'Users/CompleteLivenessSession/Policy/Resource',
    id: objectsOf(uploads, 'liveness/'),
    reason: oneAction,
  },
  {
    path: 'Users/CompleteLivenessSession/Policy/Resource',
    id: objectsOf(evidence, 'cards/'),
    reason: oneAction,
  },
  {
    path: 'Users/CompleteLivenessSession/Policy/Resource',
    id: objectsOf(faces, 'faces/'),
    reason: oneAction,
  },
  ...['WithdrawConsent', 'RequestDeletion', 'ShredCustomers'].map((operation) => ({
    path: `Users/${operation}/Policy/Resource`,
    id: objectsOf(faces, 'faces/'),
    reason: oneAction,
  })),
  {
    path: 'Users/OpenIdentityReview/Policy/Resource',
    id: objectsOf(evidence, 'cards/'),
    reason: oneAction,
  },
  {
    path: 'Users/ShredCustomers/Policy/Resource',
    id: objectsOf(evidence, 'cards/'),
    reason: oneAction,
  },
  {
    path: 'Lending/Api/Api/CloudWatchRole/Resource',
    id:
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/' +
      'AmazonAPIGatewayPushToCloudWatchLogs]',
    reason:
      'API Gateway accepts exactly this logging role for the account; only API Gateway can ' +
      'assume it, and it can only write logs.',
  },
  {
    path: 'Lending/Api/Api/Default',
    id: 'AwsSolutions-COG4',
    reason:
      'Tokens are our own, signed by a KMS key and revocable at once; the Lambda authorizer ' +
      'checks signature, session and role of every call.',
  },
  ...[
    'codes',
    'sessions',
    'gesture-sessions',
    'passkey-challenges',
    'passkey-sessions',
    'enrolments',
    'enrolments/completion',
    'refreshments',
  ].map((name) => ({
    path: method(`sign-in/${name}/POST`),
    id: 'AwsSolutions-APIG4',
    reason:
      'Nobody has a token before signing in; codes, challenges and tickets serve once and ' +
      'briefly, tries are limited, and the firewall limits the address.',
  })),
  {
    path: method('.well-known/jwks.json/GET'),
    id: 'AwsSolutions-APIG4',
    reason:
      'Public keys are there to be had by everybody; the stage throttles and the firewall ' +
      'limits the address.',
  },
  {
    path: method('consent-texts/GET'),
    id: 'AwsSolutions-APIG4',
    reason:
      'The texts of the consents are public by law and hold no personal data; the stage ' +
      'throttles and the firewall limits the address.',
  },
  ...['callbacks', 'agreements'].map((notices) => ({
    path: method(`channels/{channel}/${notices}/POST`),
    id: 'AwsSolutions-APIG4',
    reason:
      'A payment channel has no token of ours; the function verifies its signature over the ' +
      'raw bytes and the time window first.',
  })),
];
