/** The DynamoDB client, with the region and credentials of the function's environment. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/**
 * Asks once: the Store repeats by itself, knowing which requests may be repeated. Without limits
 * of time, a lost answer would use up the function's own.
 */
export const dynamoDbClient = (): DynamoDBClient =>
  new DynamoDBClient({
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: 1_000,
      requestTimeout: 5_000,
      throwOnRequestTimeout: true,
    },
  });
