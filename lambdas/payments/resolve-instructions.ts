/** Schedule: asks the channels after every instruction whose end nobody has told. */
import { type InstructionItem, openPartition, openShards } from '../core/payments/instruction';
import type { Query } from '../core/ports/store';
import { openChannels } from '../platform/composition/channels';
import { openStore } from '../platform/composition/store';
import { describeError, logger } from '../platform/observability';
import { schedule } from '../platform/schedule';
import { resolveInstruction } from './resolution';

/** A callback usually comes within seconds: what is younger is left alone. */
const patienceMillis = 5 * 60_000;

export const handler = schedule('resolveInstructions')
  .using({ store: openStore, channels: openChannels })
  .with(async ({ store, channels }, { now }) => {
    const shards = Array.from({ length: openShards }, (_, shard) => openSince(shard, now));
    const pages = await Promise.all(
      shards.map((query) => store.query<InstructionItem['body']>(query)),
    );
    let resolved = 0;
    for (const { body } of pages.flatMap(({ items }) => items)) {
      try {
        await resolveInstruction(store, channels, body.instructionId, now);
        resolved += 1;
      } catch (error) {
        // One that cannot be resolved must not keep the others waiting.
        const { instructionId } = body;
        logger.error('unresolved', { instructionId, ...describeError(error) });
      }
    }
    return { resolved };
  });

const openSince = (shard: number, now: number): Query => ({
  table: 'payments',
  index: 'index1',
  partition: openPartition(shard),
  sort: { to: new Date(now - patienceMillis).toISOString() },
  limit: 1000,
});
