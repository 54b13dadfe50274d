/** How submissions to a channel came back: counted by the minute, on shards, for half an hour. */
import type { Submission } from '../ports/payment-channel';
import type { Change, Store } from '../ports/store';
import { drawOf, type MinuteCount, minuteOf, rememberedMinutes } from './breaker';

export type Health = 'good' | 'bad';

/**
 * No answer is bad, and so is a refusal: tokens and forms are the channel's own, so that a rate of
 * refusals speaks of it. What speaks of one instruction alone counts for nothing, and a debit that
 * failed for want of money is an answer.
 */
export function healthOf(submission: Submission): Health | undefined {
  if (submission.outcome === 'accepted') return 'good';
  if (submission.outcome === 'unknown') return 'bad';
  const ofOne = ['instructionConflict', 'refundImpossible'];
  return ofOne.includes(submission.code) ? undefined : 'bad';
}

/** So that no counter is hot: each takes a thousand writes a second. */
const shards = 4;

const partitionOf = (channel: string, shard: number): string => `HEALTH#${channel}#${shard}`;

/** Of one width, so that it sorts as a number. */
const sortOf = (minute: number): string => String(minute).padStart(10, '0');

/** Sent again, it is counted again: that was another attempt. */
export const countSubmission = (
  channel: string,
  instructionId: string,
  health: Health,
  nowMillis: number,
): Change => ({
  kind: 'add',
  key: {
    table: 'payments',
    partition: partitionOf(channel, drawOf(instructionId) % shards),
    sort: `${sortOf(minuteOf(nowMillis))}#${health}`,
  },
  by: 1,
  expiresAtEpochSeconds: (minuteOf(nowMillis) + 2 * rememberedMinutes) * 60,
});

/** Some two hundred small rows at the most; whoever asks often keeps the answer for seconds. */
export async function readHealth(
  store: Store,
  channel: string,
  nowMillis: number,
): Promise<readonly MinuteCount[]> {
  const pages = await Promise.all(
    Array.from({ length: shards }, (_, shard) =>
      store.query<{ value: number }>({
        table: 'payments',
        partition: partitionOf(channel, shard),
        sort: { from: sortOf(minuteOf(nowMillis) - rememberedMinutes + 1) },
        limit: 2 * rememberedMinutes + 2,
      }),
    ),
  );
  return pages.flatMap(({ items }) =>
    items.map(({ key, body }) => {
      const [minute, health] = key.sort.split('#');
      const counts = { minute: Number(minute), good: 0, bad: 0 };
      return { ...counts, [health as Health]: body.value };
    }),
  );
}
