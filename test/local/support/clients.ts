/** AWS SDK clients for the operator of a local cloud, or for one of its roles. */
import type { Cloud } from '../../../local/cloud/cloud';

interface ClientSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
}

export function clientOf<C>(
  Client: new (settings: ClientSettings) => C,
  cloud: Cloud,
  roleId?: string,
): C {
  return new Client({
    endpoint: cloud.url,
    region: 'us-east-1',
    credentials:
      roleId === undefined ? cloud.operator : cloud.credentials.issue(roleId, () => ({})),
    // A test sees the first answer.
    maxAttempts: 1,
  });
}
