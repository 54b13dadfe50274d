/** The laptop’s STS: whom a role trusts gets keys of it, for a while, and no right more. */
import { Authorizer } from '../../../local/cloud/authorize';
import { Credentials, type SessionKey } from '../../../local/cloud/credentials';
import { permissionsOf } from '../../../local/cloud/permissions';
import { Sts } from '../../../local/sts/sts';
import { type Role, readPolicy } from '../../../local/template/roles';

const film = 'rekognition:StartFaceLivenessSession';
const filmingArn = 'arn:aws:iam::000000000000:role/filming';
const minutes15 = { RoleArn: filmingArn, RoleSessionName: 'liv_1', DurationSeconds: '900' };

describe('taking on a role', () => {
  it('is for whom the role trusts, under the name it asks for', () => {
    const { authorizer } = aCloud();
    expect(authorizer.allows({ roleId: 'starter' }, wanted('liv_1'))).toBe(true);
    expect(authorizer.allows({ roleId: 'starter' }, wanted('somebody'))).toBe(false);
    expect(authorizer.allows({ roleId: 'granted' }, wanted('liv_1'))).toBe(false);
    expect(authorizer.allows({ roleId: 'filming' }, wanted('liv_1'))).toBe(false);
  });

  it('gives what the role may do', async () => {
    const { authorizer, assume, credentials } = aCloud();
    const { principal } = credentials.prove(await assume(minutes15));
    expect(authorizer.allows(principal, { action: film, resource: '*' })).toBe(true);
    expect(authorizer.allows(principal, { action: 'kms:Decrypt', resource: '*' })).toBe(true);
    expect(authorizer.allows(principal, { action: 's3:GetObject', resource: '*' })).toBe(false);
  });

  it('gives no more than the session’s own policy, which adds nothing either', async () => {
    const { authorizer, assume, credentials } = aCloud();
    const Policy = JSON.stringify({
      Statement: [{ Effect: 'Allow', Action: [film, 's3:GetObject'], Resource: '*' }],
    });
    const { principal } = credentials.prove(await assume({ ...minutes15, Policy }));
    expect(authorizer.allows(principal, { action: film, resource: '*' })).toBe(true);
    expect(authorizer.allows(principal, { action: 'kms:Decrypt', resource: '*' })).toBe(false);
    expect(authorizer.allows(principal, { action: 's3:GetObject', resource: '*' })).toBe(false);
  });

  it('ends by itself', async () => {
    const cloud = aCloud();
    const lent = await cloud.assume(minutes15);
    cloud.now += 899_999;
    expect(cloud.credentials.find(lent.accessKeyId)).toBeDefined();
    cloud.now += 1;
    expect(() => cloud.credentials.prove(lent)).toThrow(/invalid or has expired/);
    expect(cloud.credentials.find(lent.accessKeyId)).toBeUndefined();
  });

  it('is proven by all three parts of the keys', async () => {
    const { assume, credentials } = aCloud();
    const lent = await assume(minutes15);
    for (const part of Object.keys(lent))
      expect(() => credentials.prove({ ...lent, [part]: 'x' })).toThrow(/invalid/);
  });

  it.each([
    [{ ...minutes15, DurationSeconds: '899' }, 'DurationSeconds'],
    [{ ...minutes15, DurationSeconds: '3601' }, 'DurationSeconds'],
    [{ ...minutes15, RoleSessionName: 'a b' }, 'RoleSessionName'],
    [{ ...minutes15, RoleArn: 'arn:aws:iam::000000000000:role/none' }, 'no such role'],
    [{ ...minutes15, Policy: '{' }, 'no policy'],
  ])('is refused for %o', async (input, said) => {
    await expect(aCloud().assume(input)).rejects.toThrow(said);
  });
});

const wanted = (RoleSessionName: string) =>
  permissionsOf('sts', 'AssumeRole', { RoleArn: filmingArn, RoleSessionName }, {} as never)[0]!;

interface TestedCloud {
  now: number;
  readonly authorizer: Authorizer;
  readonly credentials: Credentials;
  assume(input: Record<string, string>): Promise<SessionKey>;
}

function aCloud() {
  const role = (roleId: string, ...statements: object[]): Role => ({
    roleId,
    arn: `arn:aws:iam::000000000000:role/${roleId}`,
    trustedServices: [],
    maximumSessionSeconds: 3_600,
    statements: readPolicy(roleId, { Statement: statements }),
  });
  const mayAssume = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: filmingArn };
  const roles = [
    role('starter', mayAssume),
    role('granted', mayAssume),
    role('filming', { Effect: 'Allow', Action: [film, 'kms:Decrypt'], Resource: '*' }),
  ];
  const trust = readPolicy('filming', {
    Statement: {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Condition: { StringLike: { 'sts:RoleSessionName': 'liv_*' } },
    },
  }).map((statement) => ({ ...statement, principals: [roles[0]!.arn] }));
  const cloud: TestedCloud = {
    now: 1_800_000_000_000,
    authorizer: new Authorizer(roles, [{ resourceArn: filmingArn, statements: trust }]),
    credentials: new Credentials(() => cloud.now),
    async assume(input: Record<string, string>): Promise<SessionKey> {
      const sts = new Sts({ roles, credentials: cloud.credentials, now: () => cloud.now });
      const principal = { roleId: 'starter' };
      const { Credentials: lent } = (await sts.call({
        action: 'AssumeRole',
        input,
        principal,
      })) as {
        Credentials: Record<string, string>;
      };
      return {
        accessKeyId: lent.AccessKeyId!,
        secretAccessKey: lent.SecretAccessKey!,
        sessionToken: lent.SessionToken!,
      };
    },
  };
  return cloud;
}
