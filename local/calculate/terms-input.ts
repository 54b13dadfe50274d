/** Reads the terms of a schedule or a loan from JSON: ISO dates, fen, ppm. */
import * as z from 'zod';
import { parseIsoDate } from '../../lambdas/core/calendar';
import { type Fen, fen } from '../../lambdas/core/money';
import { ratePpm } from '../../lambdas/core/rate';
import { defaultAllocation, type LoanTerms } from '../../lambdas/core/repayment/loan-terms';
import type { ScheduleTerms } from '../../lambdas/core/repayment/schedule-terms';

export const dateInput = z.string().transform((text, context) => {
  const date = parseIsoDate(text);
  if (date.ok) {
    return date.value;
  }
  context.addIssue({ code: 'custom', message: date.error.message });
  return z.NEVER;
});

export const fenInput = z.int().transform((amount): Fen => fen(amount));
const countInput = z.int().min(0);
export const rateInput = z.int().min(0).transform(ratePpm);

const roundingInput = z.object({
  mode: z.enum(['halfUp', 'halfEven']),
  instalmentMultipleFen: fenInput.optional(),
  amountMultipleFen: fenInput.optional(),
  evenOut: z.boolean().optional(),
  remainderTo: z.enum(['last', 'first']).optional(),
});

const businessDaysInput = z.object({
  shift: z.enum(['following', 'preceding', 'modifiedFollowing']),
  holidays: z.array(dateInput),
  workingWeekends: z.array(dateInput).optional(),
});

const scheduleShape = {
  principalFen: fenInput,
  annualRatePpm: rateInput,
  method: z.enum(['equalInstalments', 'equalPrincipal', 'interestFirst', 'bullet']),
  interestMethod: z.enum(['declining', 'flat']).optional(),
  instalments: z.int(),
  frequency: z.object({ unit: z.enum(['days', 'weeks', 'months', 'years']), every: z.int() }),
  disbursedOn: dateInput,
  firstDueOn: dateInput.optional(),
  anchorDay: z.int().min(1).max(31).optional(),
  monthEnd: z.enum(['clamp', 'roll']).optional(),
  dayCount: z.enum(['period', '30/360', 'actual/360', 'actual/364', 'actual/365', 'actual/actual']),
  rounding: roundingInput,
  graceInstalments: countInput.optional(),
  interestGraceInstalments: countInput.optional(),
  interestFreeInstalments: countInput.optional(),
  instalmentFen: fenInput.optional(),
  balloonFen: fenInput.optional(),
  downPaymentFen: fenInput.optional(),
  levelFrom: z.enum(['periodRate', 'exactFactors', 'firstPeriod']).optional(),
  businessDays: businessDaysInput.optional(),
};

const feeInput = z
  .object({
    code: z.string().default('fee'),
    name: z.object({ zh: z.string(), en: z.string() }).optional(),
    when: z.enum(['upfront', 'perInstalment', 'atEnd']).default('upfront'),
    amountFen: fenInput.optional(),
    sharePpm: countInput.optional(),
    payee: z.string().default('lender'),
  })
  .transform((fee) => ({ ...fee, name: fee.name ?? { zh: fee.code, en: fee.code } }));

const orderInput = z.array(z.enum(['fees', 'penalty', 'interest', 'principal']));

/** An allocation is an order of components, or the whole rule. */
const allocationInput = z
  .union([
    orderInput.transform((order) => ({ ...defaultAllocation, order })),
    z.object({
      order: orderInput.default([...defaultAllocation.order]),
      advanceOrder: orderInput.optional(),
      excess: z.enum(['next', 'last', 'spread', 'credit', 'reduce']).default('next'),
    }),
  ])
  .default(() => ({ ...defaultAllocation, order: [...defaultAllocation.order] }));

const penaltyInput = z
  .object({
    annualRatePpm: rateInput.default(ratePpm(0)),
    graceDays: countInput.default(0),
    base: z.enum(['principal', 'principalAndInterest']).default('principal'),
    daysPerYear: z.union([z.literal(360), z.literal(365)]).default(365),
  })
  .prefault({});

const prepaymentInput = z
  .object({
    minimumFen: fenInput.default(fen(0)),
    effects: z
      .array(z.enum(['shorterTerm', 'lowerInstalment']))
      .default(['shorterTerm', 'lowerInstalment']),
    feePpm: countInput.default(0),
  })
  .prefault({});

const loanShape = {
  fees: z.array(feeInput).default([]),
  penalty: penaltyInput,
  allocation: allocationInput,
  prepayment: prepaymentInput,
  interestRecalculation: z.enum(['scheduled', 'daily']).optional(),
};

export const scheduleInput = z.object(scheduleShape) as z.ZodType<ScheduleTerms>;
/** The order alone may be given beside the rest of the terms. */
export const loanTermsInput = z.preprocess(
  (terms) => {
    const { allocationOrder, ...rest } = Object(terms) as Record<string, unknown>;
    return allocationOrder === undefined ? terms : { ...rest, allocation: allocationOrder };
  },
  z.object({ ...scheduleShape, ...loanShape }),
) as unknown as z.ZodType<LoanTerms>;
export const knownTerms: ReadonlySet<string> = new Set([
  ...Object.keys(scheduleShape),
  ...Object.keys(loanShape),
]);
