/** Lends a borrower's app, for a quarter of an hour, the right to film one face check. */
import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import type { FilmingRights } from '../core/ports/face-verifier';

export interface FilmingRightsOptions {
  readonly sts: STSClient;
  /** Asked for when used: only who starts checks was told. */
  readonly roleArn: () => string;
}

/** The shortest that STS lends for. */
const lentSeconds = 900;

/** Beside the role's own policy: whatever that may become, what is lent stays this. */
const policy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    // The action knows no resources: a session is protected by its unguessable id.
    { Effect: 'Allow', Action: 'rekognition:StartFaceLivenessSession', Resource: '*' },
  ],
});

/** @param sessionName stands in CloudTrail beside every use; an id, no person */
export async function lendFilmingRights(
  { sts, roleArn }: FilmingRightsOptions,
  sessionName: string,
): Promise<FilmingRights> {
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: roleArn(),
      RoleSessionName: sessionName,
      DurationSeconds: lentSeconds,
      Policy: policy,
    }),
  );
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration)
    throw new Error('STS answered without credentials');
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiresAtMillis: Expiration.getTime(),
  };
}
