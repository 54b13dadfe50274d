/** Access keys of the local cloud: each names a role, and on whose behalf it is being used. */
import { randomBytes } from 'node:crypto';
import { operator } from './authorize';
import type { Attribution } from './meter';
import type { Principal } from './service';

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface Holder extends AccessKey {
  readonly principal: Principal;
  /** What the holder is doing at this moment. */
  attribution(): Attribution;
}

export class Credentials {
  private readonly holders = new Map<string, Holder>();

  /** For tools and tests: an administrator of the account. */
  readonly operator = this.issue(operator.roleId, () => ({ cause: 'operator' }));

  /** A new access key of the role. It stays valid: links signed with it outlive its worker. */
  issue(roleId: string, attribution: () => Attribution): AccessKey {
    const key = {
      accessKeyId: `LKIA${randomBytes(8).toString('hex').toUpperCase()}`,
      secretAccessKey: randomBytes(30).toString('base64'),
    };
    this.holders.set(key.accessKeyId, { ...key, principal: { roleId }, attribution });
    return key;
  }

  find(accessKeyId: string): Holder | undefined {
    return this.holders.get(accessKeyId);
  }
}
