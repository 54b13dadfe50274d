/** Workflow step: takes the actions that are due in a shard, one page of cases and reminders. */
import * as z from 'zod';
import { type Acted, type Acting, actOnCase } from '../core/collections/act-on-case';
import { dueUntil } from '../core/collections/case-record';
import { isReminder, type Reminder } from '../core/collections/reminder-record';
import { sendReminder } from '../core/collections/send-reminder';
import { openClock } from '../platform/composition/clock';
import { openContactRules, openStrategies } from '../platform/composition/collections';
import { openNotifier } from '../platform/composition/notifier';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { openVault } from '../platform/composition/vault';
import { openVoiceRobot } from '../platform/composition/voice-robot';
import { describeError, logger } from '../platform/observability';
import { task } from '../platform/task';
import { measureActed } from './measures';

/** At most so many in one run of the function, whose time is limited. */
const pageSize = 25;

type Row = { readonly loanId: string } & Readonly<Record<string, unknown>>;

export const handler = task(
  'takeCollectionActions',
  z.object({ shard: z.int(), cursor: z.string().optional(), executionName: z.string() }),
)
  .using({
    store: openStore,
    vault: openVault,
    random: openRandom,
    notifier: openNotifier,
    voiceRobot: openVoiceRobot,
    rules: openContactRules,
    strategies: openStrategies,
    clock: openClock,
  })
  .with(async ({ shard, cursor, executionName: requestId }, { clock, ...services }, { today }) => {
    const page = await services.store.query<Row>(dueUntil(shard, today, pageSize, cursor));
    const actorId = 'system:takeCollectionActions';
    let placed = 0;
    let failed = 0;
    for (const { body } of page.items) {
      // The gate is asked for the moment in which something would be sent.
      const acting: Acting = { actorId, requestId, now: clock() };
      try {
        const acted: Acted = isReminder(body)
          ? { outcome: await sendReminder(services, body as unknown as Reminder, acting) }
          : await actOnCase(services, body.loanId, acting);
        measureActed(acted);
        if (acted.outcome === 'placed') placed += 1;
      } catch (error) {
        // One bad case never stops the rest; it is due again in the next run.
        failed += 1;
        logger.error('not acted on', { loanId: body.loanId, ...describeError(error) });
        measureActed({ outcome: 'notSent' });
      }
    }
    return { shard, cursor: page.next ?? '', taken: page.items.length, placed, failed };
  });
