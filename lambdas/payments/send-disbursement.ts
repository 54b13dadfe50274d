/** Workflow step: makes the one instruction that pays an order out, and waits for its outcome. */
import * as z from 'zod';
import { orderId } from '../contract/schemas';
import { isWithinCapOn } from '../core/orders/offer';
import {
  keepTaskToken,
  type Order,
  type OrderItem,
  orderKey,
  taskTokenKey,
} from '../core/orders/order-record';
import {
  createInstruction,
  disbursementId,
  type InstructionItem,
  instructionKey,
  isConcluded,
  replaceInstruction,
} from '../core/payments/instruction';
import { type BankCardBody, bankCardKey, type ChannelAccount } from '../core/users/rows';
import { openCatalogue } from '../platform/composition/products';
import { openRouter } from '../platform/composition/routes';
import { openStore } from '../platform/composition/store';
import { openWorkflow } from '../platform/composition/workflow';
import { task } from '../platform/task';

export const handler = task('sendDisbursement', z.object({ orderId, taskToken: z.string() }))
  .using({
    store: openStore,
    catalogue: openCatalogue,
    router: openRouter,
    workflow: openWorkflow,
  })
  .with(async ({ orderId, taskToken }, { store, catalogue, router, workflow }, { now, today }) => {
    const order = (await store.get<OrderItem['body']>(orderKey(orderId)))?.body;
    if (order?.state !== 'pendingDisbursement') throw new Error(`order ${orderId} is not signed`);
    const instructionId = disbursementId(orderId);
    const made = await store.get<InstructionItem['body']>(instructionKey(instructionId));
    const card = await store.get<BankCardBody>(bankCardKey(order.customerId, order.bankCardId));
    if (made && isConcluded(made.body)) {
      await workflow.answer(taskToken, { outcome: made.body.state });
      return { outcome: made.body.state };
    }
    // One that was made keeps its channel, whatever has become of that channel since.
    const routed =
      made || !card ? undefined : await router.choose(store, card.body, wishOf(order), now);
    const account = routed?.ok ? routed.value : undefined;
    // The last look before money moves: without a way to the card, or over the cap as of today,
    // none does.
    if (!made && (!account || !isWithinCapOn(order, catalogue, today))) {
      await workflow.answer(taskToken, { outcome: 'failed' });
      return { outcome: 'failed' };
    }

    const earlier = await store.get(taskTokenKey(orderId, 'disbursement'));
    const committed = await store.commit([
      keepTaskToken(orderId, 'disbursement', taskToken, earlier),
      // A conclusion that went to the former token meanwhile makes this try again.
      ...(made ? [replaceInstruction(made, made.body)] : []),
      ...(made || !account ? [] : createInstruction(disbursementOf(order, account, now))),
    ]);
    if (!committed.ok) throw new Error('the instruction changed meanwhile');
    return { outcome: 'sent' };
  });

const wishOf = ({ orderId, amountFen }: Order) =>
  ({ instructionId: disbursementId(orderId), direction: 'disbursement', amountFen }) as const;

const disbursementOf = (order: Order, account: ChannelAccount, createdAtMillis: number) =>
  ({
    instructionId: disbursementId(order.orderId),
    purpose: 'disbursement',
    orderedBy: 'workflow',
    subjectId: order.orderId,
    customerId: order.customerId,
    ...account,
    amountFen: order.amountFen,
    createdAtMillis,
  }) as const;
