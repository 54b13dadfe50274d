/** Rates of return for the `rate` command: dated flows (XIRR) or equal periods (IRR). */
import * as z from 'zod';
import { irr, xirr } from '../../lambdas/core/orders/rate-of-return';
import type { Answer } from './answers';
import { dateInput } from './terms-input';

export const flowInput = z.object({ on: dateInput, amountFen: z.number() });

const datedInput = z.object({ flows: z.array(flowInput) });

export const periodicInput = z.object({
  amountsFen: z.array(z.number()),
  periodsPerYear: z.number().positive().optional(),
});

const rateInput = z.union([datedInput, periodicInput], {
  error: 'give flows: [{ on, amountFen }] or amountsFen: [...]',
});

export function answerRate(input: unknown): Answer {
  const asked = rateInput.parse(input);
  if ('flows' in asked) {
    const rate = xirr(asked.flows);
    return rate.ok ? { effective: rate.value } : { error: rate.error };
  }
  const rate = irr(asked.amountsFen);
  if (!rate.ok) {
    return { error: rate.error };
  }
  const perPeriod = rate.value;
  const { periodsPerYear = 1 } = asked;
  return {
    effective: Math.expm1(periodsPerYear * Math.log1p(perPeriod)),
    nominal: perPeriod * periodsPerYear,
    perPeriod,
  };
}
