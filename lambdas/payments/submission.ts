/** Submits an instruction to its channel and writes down what is known of it. */
import { countSubmission, healthOf } from '../core/payments/channel-health';
import {
  type Instruction,
  type InstructionItem,
  instructionKey,
  isConcluded,
  replaceInstruction,
} from '../core/payments/instruction';
import type { PaymentInstruction, Submission } from '../core/ports/payment-channel';
import type { Store } from '../core/ports/store';
import { unreachable } from '../core/result';
import type { Channels } from '../platform/composition/channels';
import { describeError, logger, measure } from '../platform/observability';
import { concludeInstruction } from './conclude-instruction';

/** Sends (or sends again under the same id, which moves money once) unless already concluded. */
export async function submitInstruction(
  store: Store,
  channels: Channels,
  instructionId: string,
  now: number,
): Promise<void> {
  const item = await readInstruction(store, instructionId);
  if (isConcluded(item.body)) return;
  const submission = await submit(channels, item.body);
  // The callback may have come first: read again before writing.
  await settle(store, await readInstruction(store, instructionId), submission, now);
  await learnFrom(store, item.body, submission, now);
}

/** What the channel's breaker is derived from: a lost count is no reason to send again. */
async function learnFrom(
  store: Store,
  { channel, instructionId }: Instruction,
  submission: Submission,
  now: number,
): Promise<void> {
  const health = healthOf(submission);
  if (!health) return;
  if (health === 'bad') measure('SubmissionsFailed');
  try {
    await store.commit([countSubmission(channel, instructionId, health, now)]);
  } catch (error) {
    logger.warn('uncounted', { instructionId, ...describeError(error) });
  }
}

export async function readInstruction(
  store: Store,
  instructionId: string,
): Promise<InstructionItem> {
  const item = await store.get<InstructionItem['body']>(instructionKey(instructionId));
  if (!item) throw new Error(`instruction ${instructionId} does not exist`);
  return item;
}

function submit(channels: Channels, instruction: Instruction): Promise<Submission> {
  const channel = channels.find(instruction.channel);
  if (!channel) throw new Error(`channel ${instruction.channel} is not registered`);
  const { instructionId, accountToken, amountFen, refundOf } = instruction;
  const sent: PaymentInstruction = { instructionId, accountToken, amountFen };
  if (refundOf) return channel.refund({ ...sent, ...refundOf });
  return instruction.purpose === 'disbursement' ? channel.disburse(sent) : channel.collect(sent);
}

async function settle(
  store: Store,
  item: InstructionItem,
  submission: Submission,
  now: number,
): Promise<void> {
  if (isConcluded(item.body)) return;
  const { instructionId, amountFen } = item.body;
  const conclude = (final: Parameters<typeof concludeInstruction>[2]) =>
    concludeInstruction(store, item, final, now);
  switch (submission.outcome) {
    case 'accepted': {
      const known = submission.instruction;
      if (known.status === 'pending') return mark(store, item, 'sent');
      await conclude({ eventId: `sent-${instructionId}`, amountFen, instruction: known });
      return;
    }
    case 'refused':
      // The id stands for something else there: money may have moved, so nobody calls it failed.
      if (submission.code === 'instructionConflict') return mark(store, item, 'unknown');
      await conclude({
        eventId: `sent-${instructionId}`,
        amountFen,
        instruction: {
          status: 'failed',
          failureCode: 'declined',
          occurredAt: new Date(now).toISOString(),
        },
      });
      return;
    case 'unknown':
      return mark(store, item, 'unknown');
    default:
      return unreachable(submission);
  }
}

/** A conflict means that the callback was quicker: what it wrote stands. */
async function mark(store: Store, item: InstructionItem, state: 'sent' | 'unknown') {
  await store.commit([replaceInstruction(item, { ...item.body, state })]);
}
