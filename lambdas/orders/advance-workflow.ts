/** Consumer: what was committed about an order starts its workflow or answers what waits. */
import type { DomainEvent } from '../contract/events';
import { taskTokenKey, type Waiting } from '../core/orders/order-record';
import type { Store } from '../core/ports/store';
import type { Workflow } from '../core/ports/workflow';
import { openStore } from '../platform/composition/store';
import { openWorkflow } from '../platform/composition/workflow';
import { consume } from '../platform/consume';

export const handler = consume('advanceWorkflow')
  .using({ store: openStore, workflow: openWorkflow })
  .with(async (event, services) => {
    switch (event.type) {
      case 'OrderSubmitted':
        return services.workflow.start(event.data.orderId);
      case 'OrderSigned':
        return answerWaiting(services, event.data.orderId, 'signature', { outcome: 'signed' });
      case 'OrderCancelled':
        await answerWaiting(services, event.data.orderId, 'review', { outcome: 'closed' });
        return answerWaiting(services, event.data.orderId, 'signature', { outcome: 'closed' });
      case 'ReviewDecided':
        return answerWaiting(services, event.data.orderId, 'review', {
          outcome: event.data.decision,
        });
      case 'InstructionConcluded':
        return answerDisbursement(services, event);
      default:
        return;
    }
  });

type Services = { store: Store; workflow: Workflow };

async function answerDisbursement(
  services: Services,
  { data }: Extract<DomainEvent, { type: 'InstructionConcluded' }>,
): Promise<void> {
  if (data.purpose !== 'disbursement') return;
  await answerWaiting(services, data.subjectId, 'disbursement', { outcome: data.status });
}

/** A step that waits no longer (timed out, answered before) looks at the state by itself. */
async function answerWaiting(
  { store, workflow }: Services,
  orderId: string,
  waiting: Waiting,
  output: Readonly<Record<string, string>>,
): Promise<void> {
  const token = await store.get<{ taskToken: string }>(taskTokenKey(orderId, waiting));
  if (token) await workflow.answer(token.body.taskToken, output);
}
