/** The laptop's controls of the voice robot: whom it called, and how people answer. */
import * as z from 'zod';
import { type LocalRoute, ok, refuseLocally } from '../gateway/local-routes';
import type { Connect } from './connect';
import { answers, type Debtors } from './debtors';

const order = z.strictObject({
  answer: z.enum(answers),
  amountFen: z.int().min(1).optional(),
  days: z.int().min(0).max(60).optional(),
  count: z.int().min(1).optional(),
  phone: z
    .string()
    .regex(/^\d{4,11}$/)
    .optional(),
});

export const voiceControls = (
  debtors: Debtors,
  connect: () => Connect | undefined,
): readonly LocalRoute[] => [
  {
    method: 'GET',
    path: '/_local/voice',
    summary: 'The calls of the voice robot, and how they were answered',
    run: () =>
      ok({
        calls: (connect()?.placed() ?? []).map(({ phone, startedMillis, answer }) => ({
          phoneNumber: phone,
          startedAt: new Date(startedMillis).toISOString(),
          answer,
        })),
      }),
  },
  {
    method: 'POST',
    path: '/_local/voice',
    summary: 'How people answer it: {"answer":"promise","days":3,"count":1}',
    run: async ({ body }) => {
      const parsed = order.safeParse(body);
      if (!parsed.success) return refuseLocally(400, z.prettifyError(parsed.error));
      debtors.tell(parsed.data);
      return ok({ told: parsed.data });
    },
  },
];
