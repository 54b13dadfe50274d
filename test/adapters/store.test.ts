/** Both Stores keep the one contract: in memory, and on DynamoDB over the wire. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDbStore } from '../../lambdas/adapters/dynamodb-store';
import { MemoryStore } from '../../lambdas/adapters/memory-store';
import { tableNames } from '../../lambdas/core/ports/store';
import { MovableClock } from '../../local/clock';
import { listenJson } from '../../local/cloud/json-endpoint';
import { openDynamodb } from '../../local/dynamodb/local-dynamodb';
import { storeTable } from '../../local/dynamodb/store-table';
import { describeStore } from './store-contract';

// Properties run hundreds of commits over HTTP on a machine that may be busy.
jest.setTimeout(60_000);

describeStore('memory', async () => {
  let now = Date.UTC(2027, 0, 15);
  const store = new MemoryStore({ now: () => now });
  const advance = async (millis: number) => {
    now += millis;
  };
  return { store, advance, close: async () => {} };
});

describeStore('DynamoDB', async () => {
  const clock = new MovableClock(Date.UTC(2027, 0, 15));
  const dynamodb = await openDynamodb({ clock });
  for (const table of tableNames) await dynamodb.createTable(storeTable(`Test-${table}`));
  const endpoint = await listenJson({
    service: (prefix) => (prefix === 'DynamoDB_20120810' ? dynamodb : undefined),
    principal: (accessKeyId) => (accessKeyId === 'TEST' ? { roleId: 'operator' } : undefined),
  });
  const client = new DynamoDBClient({
    endpoint: endpoint.url,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'TEST', secretAccessKey: 'not-verified' },
  });
  const tables = Object.fromEntries(tableNames.map((table) => [table, `Test-${table}`]));
  const close = async () => {
    client.destroy();
    await endpoint.close();
    await dynamodb.close();
    clock.stop();
  };
  const advance = (millis: number) => clock.moveTo(clock.now() + millis);
  return { store: new DynamoDbStore({ client, tables }), advance, close };
});
