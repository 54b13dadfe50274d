/** Schedule: reconciles yesterday with every channel, and any day before that is still open. */
import { addDays, type IsoDate } from '../core/calendar';
import { dayKey } from '../core/payments/reconciliation-case';
import type { Store } from '../core/ports/store';
import { openChannels } from '../platform/composition/channels';
import { openStore } from '../platform/composition/store';
import { describeError, logger, measure } from '../platform/observability';
import { schedule } from '../platform/schedule';
import { reconcileChannel } from './reconciliation';

/** Of a channel nothing is known of yet: it may have begun within the week. */
const firstDays = 7;
/** A day that was left open since is asked for that long, and missed aloud every morning. */
const keptOpenDays = 60;

export const handler = schedule('reconcileDays')
  .using({ store: openStore, channels: openChannels })
  .with(async ({ store, channels }, moment) => {
    let [reconciled, differences, waiting] = [0, 0, 0];
    for (const channel of channels.enabled)
      for (const day of await openDays(store, channel.name, moment.today)) {
        try {
          const found = await reconcileChannel(store, channel, day, moment);
          reconciled += found ? 1 : 0;
          waiting += found ? 0 : 1;
          differences += found?.differences.length ?? 0;
        } catch (error) {
          // One channel's day must not keep the others waiting; it is tried again tomorrow.
          waiting += 1;
          logger.error('unreconciled', describeError(error));
        }
      }
    measure('ReconciliationDifferences', differences);
    measure('StatementsMissing', waiting);
    return { reconciled, differences, waiting };
  });

/** The oldest first: the latest week, and every gap behind the first day that was reconciled. */
async function openDays(store: Store, channel: string, today: IsoDate): Promise<IsoDate[]> {
  const days = Array.from({ length: keptOpenDays }, (_, n) => addDays(today, n - keptOpenDays));
  const rows = await store.getMany(days.map((day) => dayKey(channel, day)));
  const first = rows.findIndex((row) => row !== undefined);
  const from = Math.min(first === -1 ? keptOpenDays : first, keptOpenDays - firstDays);
  return days.filter((_, n) => n >= from && !rows[n]);
}
