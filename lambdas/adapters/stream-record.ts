/** Reads the new image of a DynamoDB stream record as the row's body. */
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';

/** The body of a newly inserted row; undefined for every other kind of change. */
export function insertedBody(record: DynamoDBRecord): unknown {
  const image = record.dynamodb?.NewImage;
  if (record.eventName !== 'INSERT' || !image) return undefined;
  return unmarshall(image as Parameters<typeof unmarshall>[0]).body;
}
