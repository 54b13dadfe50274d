/** Schedule: asks the channels after every instruction whose end nobody has told. */
import type { Instruction } from '../core/payments/instruction';
import type { Store } from '../core/ports/store';
import { type Channels, openChannels } from '../platform/composition/channels';
import { openStore } from '../platform/composition/store';
import { describeError, logger } from '../platform/observability';
import { schedule } from '../platform/schedule';
import { openInstructions } from './open-instructions';
import { resolveInstruction } from './resolution';

/** So many questions wait for one channel's answer at the same time. */
const atOnce = 8;

export const handler = schedule('resolveInstructions')
  .using({ store: openStore, channels: openChannels })
  .with(async ({ store, channels }, { now }) => {
    const byChannel = await openInstructions(store, now);
    // Beside each other: one that is silent until its time is up keeps nobody from the others.
    const counts = [...byChannel.values()].map(async (open) => {
      let resolved = 0;
      for (let start = 0; start < open.length; start += atOnce) {
        const asking = open.slice(start, start + atOnce);
        const ends = asking.map((one) => isResolved(store, channels, one, now));
        resolved += (await Promise.all(ends)).filter(Boolean).length;
      }
      return resolved;
    });
    const resolved = (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
    return { resolved };
  });

/** One that cannot be resolved must not keep the others waiting. */
async function isResolved(
  store: Store,
  channels: Channels,
  { instructionId }: Instruction,
  now: number,
): Promise<boolean> {
  try {
    await resolveInstruction(store, channels, instructionId, now);
    return true;
  } catch (error) {
    logger.error('unresolved', { instructionId, ...describeError(error) });
    return false;
  }
}
