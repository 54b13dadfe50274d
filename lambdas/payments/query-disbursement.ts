/** Workflow step: finds out what became of a disbursement that no callback has told of. */
import * as z from 'zod';
import { orderId } from '../contract/schemas';
import { disbursementId, isConcluded } from '../core/payments/instruction';
import { openChannels } from '../platform/composition/channels';
import { openStore } from '../platform/composition/store';
import { task } from '../platform/task';
import { resolveInstruction } from './resolution';

export const handler = task('queryDisbursement', z.object({ orderId }))
  .using({ store: openStore, channels: openChannels })
  .with(async ({ orderId }, { store, channels }, { now }) => {
    const instruction = await resolveInstruction(store, channels, disbursementId(orderId), now);
    return { outcome: isConcluded(instruction) ? instruction.state : 'pending' };
  });
