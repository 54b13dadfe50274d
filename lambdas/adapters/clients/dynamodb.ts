/** The DynamoDB client, with the region and credentials of the function's environment. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

export const dynamoDbClient = (): DynamoDBClient => new DynamoDBClient({});
