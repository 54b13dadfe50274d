/** Which stream records reach a consumer: events of its types, nothing else is paid for. */
import type { DomainEvent } from '../lambdas/contract/events';

/** A filter pattern for newly inserted outbox rows that hold one of these events. */
export const eventsOfType = (
  ...types: readonly [DomainEvent['type'], ...DomainEvent['type'][]]
): Record<string, unknown> => ({
  eventName: ['INSERT'],
  dynamodb: {
    NewImage: {
      sk: { S: [{ prefix: 'OUTBOX#' }] },
      body: { M: { type: { S: [...types] } } },
    },
  },
});
