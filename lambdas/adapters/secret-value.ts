/** A secret of Secrets Manager, fetched once in a while. */
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

const keptMillis = 5 * 60_000;

/**
 * All members of a JSON secret that are filled in; kept for five minutes, so that a rotated secret
 * is taken up without a deployment. A member that is asked for and missing throws.
 */
export function secretMembers<T extends object>(
  secretArn: () => string,
  now: () => number = Date.now,
  client = new SecretsManagerClient({}),
): () => Promise<T> {
  let kept: { value: T; until: number } | undefined;
  return async () => {
    if (kept && kept.until > now()) return kept.value;
    const answer = await client.send(new GetSecretValueCommand({ SecretId: secretArn() }));
    const value = filledIn<T>(JSON.parse(answer.SecretString ?? '{}'));
    kept = { value, until: now() + keptMillis };
    return value;
  };
}

/** One member of a JSON secret; see above. Throws when the secret or the member is missing. */
export function secretMember(
  secretArn: () => string,
  member: string,
  now?: () => number,
  client?: SecretsManagerClient,
): () => Promise<string> {
  const members = secretMembers<Record<string, unknown>>(secretArn, now, client);
  return async () => {
    const value = (await members())[member];
    if (typeof value !== 'string') throw new Error(`the secret has no member ${member}`);
    return value;
  };
}

/** An empty member is a place that nobody has filled in yet. */
const filledIn = <T extends object>(value: object): T =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== '')) as T;
