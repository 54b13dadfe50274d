/** Payments: what payment channels send us. */
import * as z from 'zod';
import { route } from './route';

export const receiveChannelCallback = route({
  operationId: 'receiveChannelCallback',
  capability: 'payments',
  method: 'POST',
  path: '/channels/{channel}/callbacks',
  access: 'channel',
  summary: "A payment channel's signed notice of what became of an instruction",
  params: z.strictObject({ channel: z.string().regex(/^[a-z-]{1,30}$/) }),
  // The body is the channel's own; its adapter verifies the signature over the raw bytes, and
  // knows the words that the channel must hear for an answer.
  body: z.looseObject({}),
  responses: { 200: z.strictObject({ received: z.literal(true) }) },
  problems: ['callback_rejected', 'not_found'],
});
