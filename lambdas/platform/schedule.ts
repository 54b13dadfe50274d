/** Runs a scheduled operation: no input but the moment, harmless when run twice. */
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { dayInChina } from '../core/china-day';
import { describeError, logger } from './observability';
import { openOnce, type Providers } from './providers';
import type { Moment } from './task';

export type ScheduledOperation<S, O> = (services: S, moment: Moment) => Promise<O>;

type ScheduledRun<O> = (event: unknown, context: Context) => Promise<O>;

export type ScheduledHandler<S, O> = ScheduledRun<O> & {
  readonly operation: ScheduledOperation<S, O>;
  readonly over: (services: () => S, clock?: () => number) => ScheduledRun<O>;
};

export const schedule = (operationId: string) => ({
  using: <S extends object>(providers: Providers<S>) => ({
    with: <O extends Readonly<Record<string, string | number>>>(
      operation: ScheduledOperation<S, O>,
    ): ScheduledHandler<S, O> => {
      const over = (services: () => S, clock = Date.now): ScheduledRun<O> => {
        const run = async (): Promise<O> => {
          const now = clock();
          return operation(services(), { now, today: dayInChina(now) });
        };
        return middy<unknown, O>()
          .onError((request) => {
            logger.error('failed', { operationId, ...describeError(request.error) });
          })
          .handler(run) as unknown as ScheduledRun<O>;
      };
      return Object.assign(over(openOnce(providers)), { operation, over });
    },
  }),
});
