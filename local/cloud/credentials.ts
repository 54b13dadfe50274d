/** Access keys of the local cloud: each names a role, and on whose behalf it is being used. */
import { randomBytes } from 'node:crypto';
import { operator } from './authorize';
import type { Attribution } from './meter';
import { AwsError, type Principal } from './service';

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Keys of a session, which end by themselves. */
export interface SessionKey extends AccessKey {
  readonly sessionToken: string;
}

export interface Holder extends AccessKey {
  readonly principal: Principal;
  readonly lent?: { readonly sessionToken: string; readonly expiresAtMillis: number };
  /** What the holder is doing at this moment. */
  attribution(): Attribution;
}

export class Credentials {
  private readonly holders = new Map<string, Holder>();

  constructor(private readonly now: () => number = Date.now) {}

  /** For tools and tests: an administrator of the account. */
  readonly operator = this.issue(operator.roleId, () => ({ cause: 'operator' }));

  /** A new access key of the role. It stays valid: links signed with it outlive its worker. */
  issue(roleId: string, attribution: () => Attribution): AccessKey {
    const key = newKey('LKIA');
    this.holders.set(key.accessKeyId, { ...key, principal: { roleId }, attribution });
    return key;
  }

  /** Keys of a session: worth nothing without their token, and nothing once it has expired. */
  lend(principal: Principal, expiresAtMillis: number, attribution: () => Attribution): SessionKey {
    const key = newKey('LSIA');
    const sessionToken = randomBytes(60).toString('base64');
    const lent = { sessionToken, expiresAtMillis };
    this.holders.set(key.accessKeyId, { ...key, principal, attribution, lent });
    return { ...key, sessionToken };
  }

  find(accessKeyId: string): Holder | undefined {
    const holder = this.holders.get(accessKeyId);
    return holder?.lent && holder.lent.expiresAtMillis <= this.now() ? undefined : holder;
  }

  /**
   * Whoever shows all three parts of a session's keys.
   * @throws AwsError
   */
  prove({ accessKeyId, secretAccessKey, sessionToken }: SessionKey): Holder {
    const holder = this.find(accessKeyId);
    const isIt =
      holder?.lent?.sessionToken === sessionToken && holder.secretAccessKey === secretAccessKey;
    if (holder && isIt) return holder;
    const message = 'The security token included in the request is invalid or has expired.';
    throw new AwsError('UnrecognizedClientException', message, 403);
  }
}

const newKey = (prefix: string): AccessKey => ({
  accessKeyId: `${prefix}${randomBytes(8).toString('hex').toUpperCase()}`,
  secretAccessKey: randomBytes(30).toString('base64'),
});
