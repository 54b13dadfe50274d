/** The Store over the tables this function was granted. */
import { dynamoDbClient } from '../../adapters/clients/dynamodb';
import { DynamoDbStore } from '../../adapters/dynamodb-store';
import { tableVariable } from '../../contract/environment';
import { type Store, type TableName, tableNames } from '../../core/ports/store';

export function openStore(): Store {
  const tables: Partial<Record<TableName, string>> = {};
  for (const table of tableNames) {
    const physicalName = process.env[tableVariable(table)];
    if (physicalName) tables[table] = physicalName;
  }
  return new DynamoDbStore({ client: dynamoDbClient(), tables });
}
