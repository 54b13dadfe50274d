/** How the gateway, streams and schedules run a function, whoever runs it. */
import type { Attribution } from './cloud/meter';

/** Resolves with what the handler answered; rejects when it failed or exceeded its timeout. */
export type Invoke = (
  /** Name or ARN of the function. */
  functionName: string,
  payload: unknown,
  attribution: Attribution,
) => Promise<unknown>;
