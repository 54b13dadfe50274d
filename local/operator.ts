/** What the account's operator does from a shell: the project's own commands against the laptop. */
import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { runStaff } from '../bin/staff';
import { DynamoDbStore } from '../lambdas/adapters/dynamodb-store';
import { tableVariable } from '../lambdas/contract/environment';
import type { Cloud } from './cloud/cloud';
import { deployedNames } from './cloud/deployed-names';
import { region } from './template/identifiers';

export interface CommandResult {
  readonly ok: boolean;
  /** What the command printed. */
  readonly lines: readonly string[];
}

/** `npm run staff -- …` with the operator's credentials, by the laptop's clock. */
export async function runStaffCommand(
  cloud: Cloud,
  words: readonly string[],
): Promise<CommandResult> {
  const { url, operator } = cloud;
  const client = new DynamoDBClient({
    endpoint: url,
    region,
    credentials: operator,
    maxAttempts: 1,
  });
  const users = operatorEnvironment(cloud)[tableVariable('users')] ?? '';
  const store = new DynamoDbStore({ client, tables: { users } });
  const lines: string[] = [];
  const services = { store, random: (bytes: number) => randomBytes(bytes) };
  const code = await runStaff(
    words,
    () => services,
    (line) => lines.push(line),
    cloud.clock.now(),
  );
  client.destroy();
  return { ok: code === 0, lines };
}

/** Credentials, region, address, and the names the deployment gave to tables and keys. */
export const operatorEnvironment = ({
  url,
  operator,
  deployment,
}: Cloud): Record<string, string> => ({
  ...deployedNames(deployment),
  AWS_ENDPOINT_URL: url,
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: operator.accessKeyId,
  AWS_SECRET_ACCESS_KEY: operator.secretAccessKey,
});
