/** Resolves an instruction by asking its channel; never by paying again under a new id. */
import { type Instruction, isConcluded, sentInstruction } from '../core/payments/instruction';
import type { Store } from '../core/ports/store';
import type { Channels } from '../platform/composition/channels';
import { concludeInstruction } from './conclude-instruction';
import { readInstruction, submitInstruction } from './submission';

/** Answers the instruction as it stands after asking. */
export async function resolveInstruction(
  store: Store,
  channels: Channels,
  instructionId: string,
  now: number,
): Promise<Instruction> {
  const item = await readInstruction(store, instructionId);
  if (isConcluded(item.body)) return item.body;
  const found = await channels.find(item.body.channel)?.query(sentInstruction(item.body));
  // The channel never got it: sending again under the same id cannot pay twice.
  if (found?.outcome === 'notFound') await submitInstruction(store, channels, instructionId, now);
  if (found?.outcome === 'found' && found.instruction.status !== 'pending') {
    const { amountFen, instruction } = found;
    const final = { eventId: `queried-${instructionId}`, amountFen, instruction };
    await concludeInstruction(store, item, final, now);
  }
  return (await readInstruction(store, instructionId)).body;
}
