/** Lets a command of the project work on a laptop: as its operator, or on the folder it kept. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Clock } from './clock';
import { DataDirectory } from './cloud/data-directory';
import { deployedNamesFile } from './cloud/deployed-names';
import { listenJson } from './cloud/json-endpoint';
import { openDynamodb } from './dynamodb/local-dynamodb';
import { region } from './template/identifiers';

const answer = z.object({ environment: z.record(z.string(), z.string()) });

/** Sets address, credentials, tables and keys as `GET /_local/operator` tells them. */
export async function enterLaptop(url: string): Promise<void> {
  const told = await fetch(new URL('/_local/operator', url)).catch(() => undefined);
  if (!told?.ok) throw new Error(`no laptop answers on ${url}: is npm start running?`);
  Object.assign(process.env, answer.parse(await told.json()).environment);
}

/** The tables of a folder alone: nothing expires, is delivered or called while it is open. */
const stillClock: Clock = { now: () => 0, at: () => ({ cancel: () => {} }) };

/**
 * Serves the tables that `npm start -- --data` keeps in a folder, and sets the environment to them.
 * @returns what ends it; the folder belongs to one process at a time.
 */
export async function enterKept(directory: string): Promise<() => Promise<void>> {
  const rows = join(directory, 'dynamodb');
  if (!existsSync(rows) || !existsSync(join(directory, deployedNamesFile)))
    throw new Error(`${directory} is no folder that npm start -- --data has kept`);
  const dynamodb = await openDynamodb({ clock: stillClock, directory: rows });
  const endpoint = await listenJson({
    service: (prefix) => (prefix.startsWith('DynamoDB_') ? dynamodb : undefined),
    principal: () => ({ roleId: 'operator' }),
  });
  Object.assign(process.env, new DataDirectory(directory).texts(deployedNamesFile).load(), {
    AWS_ENDPOINT_URL: endpoint.url,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'kept',
    AWS_SECRET_ACCESS_KEY: 'kept',
  });
  return async () => {
    await endpoint.close();
    await dynamodb.close();
  };
}
