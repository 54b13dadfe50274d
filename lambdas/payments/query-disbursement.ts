/** Workflow step: finds out what became of a disbursement that no callback has told of. */
import * as z from 'zod';
import { orderId } from '../contract/schemas';
import { disbursementId, isConcluded } from '../core/payments/instruction';
import { openChannels } from '../platform/composition/channels';
import { openStore } from '../platform/composition/store';
import { task } from '../platform/task';
import { concludeInstruction } from './conclude-instruction';
import { readInstruction, sendInstruction } from './send-instruction';

export const handler = task('queryDisbursement', z.object({ orderId }))
  .using({ store: openStore, channels: openChannels })
  .with(async ({ orderId }, { store, channels }, { now }) => {
    const instructionId = disbursementId(orderId);
    const item = await readInstruction(store, instructionId);
    if (isConcluded(item.body)) return { outcome: item.body.state };

    const found = await channels.find(item.body.channel)?.query(instructionId);
    // The channel never got it: sending again under the same id cannot pay twice.
    if (found?.outcome === 'notFound') await sendInstruction(store, channels, instructionId, now);
    if (found?.outcome === 'found' && found.instruction.status !== 'pending')
      await concludeInstruction(
        store,
        item,
        {
          eventId: `queried-${instructionId}`,
          amountFen: found.amountFen,
          instruction: found.instruction,
        },
        now,
      );
    const { body } = await readInstruction(store, instructionId);
    return { outcome: isConcluded(body) ? body.state : 'pending' };
  });
