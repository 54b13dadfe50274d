/** Runs a workflow step: checks its input, does the work, answers with ids and codes only. */
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type * as z from 'zod';
import type { IsoDate } from '../core/calendar';
import { dayInChina } from '../core/china-day';
import { describeError, logger } from './observability';
import { openOnce, type Providers } from './providers';

/** When a step runs: milliseconds since the epoch, and the date in China. */
export interface Moment {
  readonly now: number;
  readonly today: IsoDate;
}

export type Step<I, S, O> = (input: I, services: S, moment: Moment) => Promise<O>;

type StepHandler<O> = (input: unknown, context: Context) => Promise<O>;

export type TaskHandler<I, S, O> = StepHandler<O> & {
  readonly step: Step<I, S, O>;
  readonly over: (services: () => S, clock?: () => number) => StepHandler<O>;
};

/** What a step answers: an outcome the state machine chooses by, ids and numbers. */
export type StepOutput = Readonly<Record<string, string | number | readonly (string | number)[]>>;

/**
 * A thrown error makes the workflow retry the step: expected outcomes are returned instead.
 */
export const task = <Schema extends z.ZodType>(operationId: string, input: Schema) => ({
  using: <S extends object>(providers: Providers<S>) => ({
    with: <O extends StepOutput>(
      step: Step<z.output<Schema>, S, O>,
    ): TaskHandler<z.output<Schema>, S, O> => {
      const over = (services: () => S, clock = Date.now): StepHandler<O> => {
        const run = async (event: unknown): Promise<O> => {
          const now = clock();
          return step(input.parse(event), services(), { now, today: dayInChina(now) });
        };
        return middy<unknown, O>()
          .onError((request) => {
            logger.error('failed', { operationId, ...describeError(request.error) });
          })
          .handler(run) as unknown as StepHandler<O>;
      };
      return Object.assign(over(openOnce(providers)), { step, over });
    },
  }),
});
