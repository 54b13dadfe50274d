/** Schedule: reconciles yesterday with every channel, and any day before that is still open. */
import { addDays, type IsoDate } from '../core/calendar';
import { dayKey } from '../core/payments/reconciliation-case';
import type { Store } from '../core/ports/store';
import { openChannels } from '../platform/composition/channels';
import { openStore } from '../platform/composition/store';
import { describeError, logger, measure } from '../platform/observability';
import { schedule } from '../platform/schedule';
import { reconcileChannel } from './reconciliation';

/** Days a statement may be late, or this may have been stopped, before people must act. */
const catchUpDays = 7;

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

/** The oldest first. */
async function openDays(store: Store, channel: string, today: IsoDate): Promise<IsoDate[]> {
  const days = Array.from({ length: catchUpDays }, (_, n) => addDays(today, n - catchUpDays));
  const rows = await Promise.all(days.map((day) => store.get(dayKey(channel, day))));
  return days.filter((_, n) => !rows[n]);
}
