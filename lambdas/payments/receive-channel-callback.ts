/** POST /channels/{channel}/callbacks: a channel tells what became of an instruction. */
import { receiveChannelCallback } from '../contract/payments';
import { type InstructionItem, instructionKey, noticeKey } from '../core/payments/instruction';
import { readAhead } from '../core/read-ahead';
import { openChannels } from '../platform/composition/channels';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { concludeInstruction } from './conclude-instruction';

const attempts = 4;

export const handler = serve(receiveChannelCallback)
  .using({ store: openStore, channels: openChannels })
  .with(async ({ params, rawBody, headers, now }, { store, channels }) => {
    const channel = channels.find(params.channel);
    if (!channel) return refuse('not_found');
    const notice = await channel.parseCallback(rawBody, headers, now);
    const received = () =>
      answer<typeof receiveChannelCallback>(200, { received: true }, channel.acknowledgement);
    if (!notice.ok) return notice.error === 'irrelevant' ? received() : refuse('callback_rejected');

    const { instructionId } = notice.value;
    const key = instructionKey(instructionId);
    for (let attempt = 0; attempt < attempts; attempt++) {
      const ahead = readAhead(store, [key, noticeKey(instructionId, notice.value)]);
      const item = await ahead.get<InstructionItem['body']>(key);
      if (item?.body.channel !== channel.name) return refuse('not_found');
      if (await concludeInstruction(ahead, item, notice.value, now)) return received();
    }
    return refuse('conflict');
  });
