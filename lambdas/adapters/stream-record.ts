/** Reads the new image of a DynamoDB stream record as the row's body. */
import type { DynamoDBRecord } from 'aws-lambda';
import { fromAttribute } from './dynamodb-row';

/** The body of a newly inserted row; undefined for every other kind of change. */
export function insertedBody(record: DynamoDBRecord): unknown {
  const body = record.dynamodb?.NewImage?.body;
  if (record.eventName !== 'INSERT' || !body) return undefined;
  return fromAttribute(body as Parameters<typeof fromAttribute>[0]);
}
