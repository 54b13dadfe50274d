/** Looks up what a permission needs to name: full ARNs, and the keys behind tables and buckets. */
import type { Deployment } from '../template/deployment';
import type { ResourceIndex } from './permissions';

interface Lookups {
  readonly keyArn: (keyId: string) => string | undefined;
  readonly secretArn: (secretId: string) => string | undefined;
}

export function indexResources(deployment: Deployment, lookups: Lookups): ResourceIndex {
  const tables = new Map(deployment.tables.map(({ name, keyArn }) => [name, keyArn]));
  const buckets = new Map(deployment.buckets.map(({ name, keyArn }) => [name, keyArn]));
  const secrets = new Map(deployment.secrets.map(({ arn, keyArn }) => [arn, keyArn]));
  const full = (keyId: string | undefined) => keyId && lookups.keyArn(keyId);
  return {
    tableKeyArn: (name) => full(tables.get(name)),
    bucketKeyArn: (name) => full(buckets.get(name)),
    secretKeyArn: (arn) => full(secrets.get(arn)),
    keyArn: lookups.keyArn,
    secretArn: lookups.secretArn,
  };
}
