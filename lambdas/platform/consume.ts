/** Consumes the outbox rows of a table's stream, one event at a time and each until it succeeds. */
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import middy from '@middy/core';
import type {
  Context,
  DynamoDBBatchResponse,
  DynamoDBRecord,
  DynamoDBStreamEvent,
} from 'aws-lambda';
import { insertedBody } from '../adapters/stream-record';
import { type DomainEvent, domainEvent } from '../contract/events';
import { dayInChina } from '../core/china-day';
import { describeError, logger } from './observability';
import { openOnce, type Providers } from './providers';
import type { Moment } from './task';

export type Consumer<S> = (event: DomainEvent, services: S, moment: Moment) => Promise<void>;

type StreamHandler = (
  event: DynamoDBStreamEvent,
  context: Context,
) => Promise<DynamoDBBatchResponse>;

export type ConsumerHandler<S> = StreamHandler & {
  readonly consumer: Consumer<S>;
  readonly over: (services: () => S, clock?: () => number) => StreamHandler;
};

/** Events may come more than once: what a consumer does must be harmless when repeated. */
export const consume = (operationId: string) => ({
  using: <S extends object>(providers: Providers<S>) => ({
    with: (consumer: Consumer<S>): ConsumerHandler<S> => {
      const over = (services: () => S, clock = Date.now): StreamHandler => {
        const one = async (record: DynamoDBRecord): Promise<void> => {
          const event = eventOf(record);
          if (!event) return;
          const now = clock();
          try {
            await consumer(event, services(), { now, today: dayInChina(now) });
          } catch (error) {
            logger.error('failed', {
              operationId,
              eventType: event.type,
              ...describeError(error),
            });
            throw error;
          }
        };
        const run = (event: DynamoDBStreamEvent, context: Context) =>
          processPartialResponse(event, one, new BatchProcessor(EventType.DynamoDBStreams), {
            context,
            throwOnFullBatchFailure: false,
            // In the order in which they were committed.
            processInParallel: false,
          });
        return middy<DynamoDBStreamEvent, DynamoDBBatchResponse>().handler(
          run,
        ) as unknown as StreamHandler;
      };
      return Object.assign(over(openOnce(providers)), { consumer, over });
    },
  }),
});

function eventOf(record: DynamoDBRecord): DomainEvent | undefined {
  const body = insertedBody(record);
  return body === undefined ? undefined : domainEvent.parse(body);
}
