/** Writes what a channel's final answer means, once: the instruction, the notice and the event. */
import { publish } from '../core/outbox';
import {
  effectOf,
  type InstructionItem,
  instructionPartition,
  noticeKey,
  recordNotice,
  replaceInstruction,
  type Word,
} from '../core/payments/instruction';
import type { Change, Store } from '../core/ports/store';
import { logger, measure } from '../platform/observability';

/**
 * Returns false when someone else wrote meanwhile: read again and try again. A notice seen before
 * writes nothing; a contradicting one is recorded and moves nothing.
 */
export async function concludeInstruction(
  store: Store,
  item: InstructionItem,
  final: Word,
  now: number,
): Promise<boolean> {
  const { instructionId } = item.body;
  if (await store.get(noticeKey(instructionId, final))) return true;
  const effect = effectOf(item.body, final);
  const changes: Change[] = [recordNotice(instructionId, effect.kind, final)];
  // Money may have moved against what the books say: people must look.
  const isContradiction = effect.kind === 'contradicts';
  if (isContradiction) logger.error('contradicted', { instructionId });
  if (effect.kind === 'concludes') {
    changes.push(replaceInstruction(item, effect.next));
    changes.push(concluded(item, final, now));
  }
  const { ok } = await store.commit(changes);
  if (ok && isContradiction) measure('NoticesContradicted');
  return ok;
}

function concluded(item: InstructionItem, final: Word, now: number): Change {
  const { instructionId, purpose, orderedBy, subjectId, customerId, amountFen } = item.body;
  const { status } = final.instruction;
  return publish(
    'payments',
    instructionPartition(instructionId),
    // The event's id follows from the instruction: it is concluded once.
    `concluded-${instructionId}`,
    {
      type: 'InstructionConcluded',
      version: 1,
      data: { instructionId, purpose, orderedBy, subjectId, customerId, status, amountFen },
    },
    now,
  );
}
