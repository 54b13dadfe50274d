/** STS AssumeRole: whom the role's trust lets in gets short-lived keys of it, never more rights. */
import type { Credentials } from '../cloud/credentials';
import { AwsError, type JsonService, type ServiceCall } from '../cloud/service';
import { account } from '../template/identifiers';
import { type Role, readPolicy } from '../template/roles';

export interface StsOptions {
  readonly roles: readonly Role[];
  readonly credentials: Credentials;
  /** Milliseconds since the epoch, of the cloud's clock. */
  readonly now: () => number;
}

const shortestSeconds = 900;

export class Sts implements JsonService {
  constructor(private readonly options: StsOptions) {}

  async call({ action, input }: ServiceCall): Promise<Record<string, unknown>> {
    if (action !== 'AssumeRole') throw new AwsError('InvalidAction', `There is no ${action} here.`);
    const { roles, credentials, now } = this.options;
    // Whether the caller may was asked at the gate: of the role's trust and of his own policies.
    const role = roles.find(({ arn }) => arn === input.RoleArn);
    if (!role) throw new AwsError('ValidationError', 'There is no such role.');
    const name = String(input.RoleSessionName ?? '');
    if (!/^[\w+=,.@-]{2,64}$/.test(name)) throw invalid('RoleSessionName');
    const seconds = Number(input.DurationSeconds ?? 3_600);
    if (!(seconds >= shortestSeconds && seconds <= role.maximumSessionSeconds))
      throw invalid('DurationSeconds');
    const policy = sessionPolicy(input.Policy);
    const expiresAtMillis = now() + seconds * 1000;
    const principal = { roleId: role.roleId, ...(policy && { session: policy }) };
    const lent = credentials.lend(principal, expiresAtMillis, () => ({ cause: `as ${name}` }));
    return {
      Credentials: {
        AccessKeyId: lent.accessKeyId,
        SecretAccessKey: lent.secretAccessKey,
        SessionToken: lent.sessionToken,
        Expiration: new Date(expiresAtMillis).toISOString(),
      },
      AssumedRoleUser: {
        AssumedRoleId: `${role.roleId}:${name}`,
        Arn: `arn:aws:sts::${account}:assumed-role/${role.arn.split('/').at(-1)}/${name}`,
      },
    };
  }
}

function sessionPolicy(policy: unknown) {
  if (policy === undefined) return undefined;
  try {
    return readPolicy('session', JSON.parse(String(policy)));
  } catch {
    throw new AwsError('MalformedPolicyDocument', 'The session policy is no policy.');
  }
}

const invalid = (member: string) => new AwsError('ValidationError', `${member} does not fit.`);
