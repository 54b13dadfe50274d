/** API Gateway's token buckets: a steady rate with a burst on top, for each method of its own. */
import type { Clock } from '../clock';
import type { RestApiMethod } from '../template/rest-api';

interface Bucket {
  tokens: number;
  filledAtEpochMillis: number;
}

export class Throttles {
  private readonly buckets = new Map<RestApiMethod, Bucket>();

  constructor(private readonly clock: Clock) {}

  /** Takes a token; false when there is none. A method without settings is not throttled. */
  admit(method: RestApiMethod): boolean {
    const { requestsPerSecond, burst } = method.throttle;
    if (requestsPerSecond === undefined || burst === undefined) return true;
    const now = this.clock.now();
    const bucket = this.buckets.get(method) ?? { tokens: burst, filledAtEpochMillis: now };
    const elapsedSeconds = Math.max(0, now - bucket.filledAtEpochMillis) / 1000;
    bucket.tokens = Math.min(burst, bucket.tokens + elapsedSeconds * requestsPerSecond);
    bucket.filledAtEpochMillis = now;
    this.buckets.set(method, bucket);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }
}
