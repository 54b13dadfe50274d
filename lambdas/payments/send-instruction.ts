/** Consumer: an instruction that was committed is sent through its channel, until it is sent. */
import { openChannels } from '../platform/composition/channels';
import { openStore } from '../platform/composition/store';
import { consume } from '../platform/consume';
import { submitInstruction } from './submission';

export const handler = consume('sendInstruction')
  .using({ store: openStore, channels: openChannels })
  .with(async (event, { store, channels }, { now }) => {
    if (event.type !== 'InstructionCreated') return;
    await submitInstruction(store, channels, event.data.instructionId, now);
  });
