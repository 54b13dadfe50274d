/** How the sandbox bank treats an instruction: as told for the next ones, by card, or well. */
import * as z from 'zod';
import {
  channelFailureCodes,
  type Direction,
  directions,
} from '../../lambdas/core/ports/payment-channel';

/**
 * - `succeed`, `fail`: decided after the usual moment.
 * - `delay`: succeeds, that much later.
 * - `repeat`: succeeds; the same callback is sent that many times.
 * - `lose`: no callback is ever sent: only a query or the statement tells. Succeeds, unless a
 *   failure code is given.
 * - `contradict`: the callback says failed although the money moved, as the statement shows.
 * - `misstate`: the callback tells one fen more than what moved.
 * - `misprint`: succeeds and is told so; the statement has one fen more than what moved.
 * - `bounce`: succeeds and is told so; a day later the money comes back, as the statement shows.
 * - `hangUp`: takes the instruction, then closes the connection without an answer.
 * - `drop`: closes the connection without an answer and takes nothing.
 * - `unavailable`: answers 503 and takes nothing.
 */
export const behaviourSchema = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('succeed') }),
  z.strictObject({
    mode: z.literal('fail'),
    failureCode: z.enum(channelFailureCodes).default('declined'),
  }),
  z.strictObject({ mode: z.literal('delay'), seconds: z.int().min(0).max(10_000_000) }),
  z.strictObject({ mode: z.literal('repeat'), times: z.int().min(2).max(20) }),
  z.strictObject({
    mode: z.literal('lose'),
    failureCode: z.enum(channelFailureCodes).optional(),
  }),
  z.strictObject({ mode: z.literal('contradict') }),
  z.strictObject({ mode: z.literal('misstate') }),
  z.strictObject({ mode: z.literal('misprint') }),
  z.strictObject({ mode: z.literal('bounce') }),
  z.strictObject({ mode: z.literal('hangUp') }),
  z.strictObject({ mode: z.literal('drop') }),
  z.strictObject({ mode: z.literal('unavailable') }),
]);

export type Behaviour = z.infer<typeof behaviourSchema>;

/** Last four digits of a card that make every instruction on it behave so. */
export const cardBehaviours: Readonly<Record<string, Behaviour>> = {
  '9001': { mode: 'fail', failureCode: 'insufficientFunds' },
  '9002': { mode: 'fail', failureCode: 'accountClosed' },
  '9003': { mode: 'fail', failureCode: 'accountRestricted' },
  '9004': { mode: 'fail', failureCode: 'limitExceeded' },
  '9005': { mode: 'fail', failureCode: 'declined' },
  '9011': { mode: 'delay', seconds: 86_400 },
  '9012': { mode: 'repeat', times: 3 },
  '9013': { mode: 'lose' },
  '9014': { mode: 'contradict' },
};

/** A card that belongs to nobody, whoever presents it. */
export const unmatchableTail = '9020';

export const orderSchema = z.strictObject({
  behaviour: behaviourSchema,
  /** For how many new instructions. */
  count: z.int().min(1).max(1000).default(1),
  /** Only for this direction; without it for all. */
  direction: z.enum(directions).optional(),
});

export type StandingOrder = z.infer<typeof orderSchema>;

/** What the bank has been told to do next. */
export class BehaviourPlan {
  private readonly orders: { order: StandingOrder; left: number }[] = [];

  add(order: StandingOrder): void {
    this.orders.push({ order, left: order.count });
  }

  clear(): void {
    this.orders.length = 0;
  }

  /** The orders still standing, oldest first. */
  standing(): readonly StandingOrder[] {
    return this.orders.map(({ order, left }) => ({ ...order, count: left }));
  }

  /** Decides for one new instruction and uses up what was ordered for it. */
  next(direction: Direction, cardTail: string): Behaviour {
    const index = this.orders.findIndex(
      ({ order }) => order.direction === undefined || order.direction === direction,
    );
    const found = this.orders[index];
    if (!found) return cardBehaviours[cardTail] ?? { mode: 'succeed' };
    found.left -= 1;
    if (found.left === 0) this.orders.splice(index, 1);
    return found.order.behaviour;
  }
}
