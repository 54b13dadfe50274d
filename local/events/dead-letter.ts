/**
 * What Lambda sends to a mapping's on-failure destination: which records, never what is in
 * them.
 */
import type { StreamRecord } from '../dynamodb/streams';
import type { EventSourceMapping } from '../template/events';
import type { GiveUpReason } from './shard';

export interface StreamDeadLetter {
  readonly mappingId: string;
  readonly functionName: string;
  /** ARN of the queue or topic; absent where the template names none. */
  readonly destinationArn?: string | undefined;
  /** As the destination would receive it. */
  readonly message: object;
  /** The records' keys and kinds; what is in them stays in the stream. */
  readonly records: readonly {
    readonly eventName: string;
    readonly keys: StreamRecord['dynamodb']['Keys'];
    readonly sequenceNumber: string;
  }[];
}

export function streamDeadLetter(
  mapping: EventSourceMapping,
  records: readonly StreamRecord[],
  attempts: number,
  reason: GiveUpReason,
  nowEpochMillis: number,
): StreamDeadLetter {
  const first = records[0]?.dynamodb;
  const last = records.at(-1)?.dynamodb;
  const arrivalOf = (record: StreamRecord['dynamodb'] | undefined) =>
    new Date((record?.ApproximateCreationDateTime ?? 0) * 1000).toISOString();
  return {
    mappingId: mapping.logicalId,
    functionName: mapping.functionName,
    destinationArn: mapping.onFailureArn,
    message: {
      requestContext: {
        functionArn: mapping.functionName,
        condition: reason,
        approximateInvokeCount: attempts,
      },
      responseContext: {
        statusCode: 200,
        executedVersion: '$LATEST',
        functionError: 'Unhandled',
      },
      version: '1.0',
      timestamp: new Date(nowEpochMillis).toISOString(),
      DDBStreamBatchInfo: {
        startSequenceNumber: first?.SequenceNumber,
        endSequenceNumber: last?.SequenceNumber,
        approximateArrivalOfFirstRecord: arrivalOf(first),
        approximateArrivalOfLastRecord: arrivalOf(last),
        batchSize: records.length,
        streamArn: mapping.eventSourceArn,
      },
    },
    records: records.map(({ eventName, dynamodb }) => ({
      eventName,
      keys: dynamodb.Keys,
      sequenceNumber: dynamodb.SequenceNumber,
    })),
  };
}
