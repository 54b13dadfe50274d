/** How a sandbox source treats the next questions: as told, by who is asked about, or well. */
import * as z from 'zod';
import { type SandboxSourceName, sandboxSourceNames } from './answers';

/**
 * - `answer`: at once.
 * - `slow`: answers after so many milliseconds of real time.
 * - `down`: answers 503.
 * - `hangUp`: closes the connection.
 * - `wrong`: answers what no schema promises.
 */
export const sourceBehaviourSchema = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('answer') }),
  z.strictObject({ mode: z.literal('slow'), millis: z.int().min(0).max(60_000) }),
  z.strictObject({ mode: z.literal('down') }),
  z.strictObject({ mode: z.literal('hangUp') }),
  z.strictObject({ mode: z.literal('wrong') }),
]);

export type SourceBehaviour = z.infer<typeof sourceBehaviourSchema>;

/** Last four digits of a phone, or of a device's name, that make a source behave so. */
export const subjectBehaviours: Readonly<
  Record<string, Partial<Readonly<Record<SandboxSourceName, SourceBehaviour>>>>
> = {
  '9301': { bureau: { mode: 'down' } },
  '9302': { bureau: { mode: 'slow', millis: 60_000 } },
  '9303': { bureau: { mode: 'wrong' } },
  '9304': { carrier: { mode: 'down' } },
  '9305': { device: { mode: 'down' } },
};

export const sourceOrderSchema = z.strictObject({
  source: z.enum(sandboxSourceNames),
  behaviour: sourceBehaviourSchema,
  /** For how many questions. */
  count: z.int().min(1).max(1000).default(1),
});

export type SourceOrder = z.infer<typeof sourceOrderSchema>;

export class SourcePlan {
  private orders: SourceOrder[] = [];

  add(order: SourceOrder): void {
    this.orders.push(order);
  }

  clear(): void {
    this.orders = [];
  }

  standing(): readonly SourceOrder[] {
    return this.orders;
  }

  /** Decides for one question and uses up what was ordered for it. */
  next(source: SandboxSourceName, tail: string): SourceBehaviour {
    const found = this.orders.find((order) => order.source === source);
    if (!found) return subjectBehaviours[tail]?.[source] ?? { mode: 'answer' };
    this.orders = this.orders
      .map((order) => (order === found ? { ...order, count: order.count - 1 } : order))
      .filter(({ count }) => count > 0);
    return found.behaviour;
  }
}
