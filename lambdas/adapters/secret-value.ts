/** A secret of Secrets Manager, fetched once in a while. */
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

const keptMillis = 5 * 60_000;

/**
 * Reads one member of a JSON secret; kept for five minutes, so that a rotated secret is taken up
 * without a deployment. Throws when the secret or the member is missing.
 */
export function secretMember(
  secretArn: () => string,
  member: string,
  now: () => number = Date.now,
  client = new SecretsManagerClient({}),
): () => Promise<string> {
  let kept: { value: string; until: number } | undefined;
  return async () => {
    if (kept && kept.until > now()) return kept.value;
    const answer = await client.send(new GetSecretValueCommand({ SecretId: secretArn() }));
    const value: unknown = JSON.parse(answer.SecretString ?? '{}')[member];
    if (typeof value !== 'string') throw new Error(`the secret has no member ${member}`);
    kept = { value, until: now() + keptMillis };
    return value;
  };
}
