/** Names of the environment variables: set by lib/ together with the grant, read by lambdas/. */
import type { TableName } from '../core/ports/store';

export const tableVariable = (table: TableName): string => `TABLE_${table.toUpperCase()}`;

export const variables = {
  stage: 'STAGE',
  /** KMS key that wraps the branch key of sealed data. */
  sealingKey: 'SEALING_KEY_ARN',
  /** KMS HMAC key of the blind indexes. */
  blindIndexKey: 'BLIND_INDEX_KEY_ARN',
  /** KMS ECC P-256 key that signs access tokens. */
  tokenKey: 'TOKEN_KEY_ARN',
  /** All keys whose access tokens are accepted, separated by commas. */
  tokenKeys: 'TOKEN_KEY_ARNS',
  /** The domain that passkeys belong to, and the origins they may be used from, by commas. */
  relyingPartyId: 'PASSKEY_RELYING_PARTY_ID',
  relyingPartyOrigins: 'PASSKEY_ORIGINS',
  /** As JSON, see contract/sms.ts. */
  smsSettings: 'SMS_SETTINGS',
  /** As JSON, see contract/card-reader.ts. */
  cardReaderSettings: 'CARD_READER_SETTINGS',
  /** As JSON, see contract/voice.ts. */
  voiceSettings: 'VOICE_SETTINGS',
  /** Secrets Manager: { secretId, secretKey }. */
  tencentCloudKey: 'TENCENT_CLOUD_KEY_ARN',
  /** KMS key of the buckets of pictures. */
  evidenceKey: 'EVIDENCE_KEY_ARN',
  /** Pictures on their way in: no lock, gone after a day. */
  uploadsBucket: 'UPLOADS_BUCKET',
  /** Accepted pictures of ID cards: object lock. */
  evidenceBucket: 'EVIDENCE_BUCKET',
  /** Faces found to be the card's: no lock, gone after a while. */
  facesBucket: 'FACES_BUCKET',
  originationWorkflow: 'ORIGINATION_WORKFLOW_ARN',
  servicingWorkflow: 'SERVICING_WORKFLOW_ARN',
  /** As JSON, see contract/channels.ts. */
  channels: 'CHANNELS',
  collectionsWorkflow: 'COLLECTIONS_WORKFLOW_ARN',
  sandboxBankUrl: 'SANDBOX_BANK_URL',
  /** As JSON, see contract/faces.ts. */
  faceSettings: 'FACE_SETTINGS',
  /** The role whose rights a borrower's app gets to film one face check. */
  filmingRole: 'FILMING_ROLE_ARN',
  /** Secrets Manager: { sourcesKey } shared with the sandbox's data sources. */
  dataSourcesSecret: 'DATA_SOURCES_SECRET_ARN',
  dataSourcesUrl: 'DATA_SOURCES_URL',
  reviewTimeoutSeconds: 'REVIEW_TIMEOUT_SECONDS',
  /** Adjustments of a loan that concern more need a second person. */
  secondPersonAboveFen: 'SECOND_PERSON_ABOVE_FEN',
} as const;

export type Variable = keyof typeof variables;

/** The variable's value; a function deployed without one it needs must fail at once. */
export function readVariable(variable: Variable): string {
  return readNamed(variables[variable]);
}

export function readNamed(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`environment variable ${name} is not set`);
  return value;
}
