/** The verdict on the legal cap for the `cap` command: an offer with its fees, or its flows. */
import * as z from 'zod';
import type { IsoDate } from '../../lambdas/core/calendar';
import type { AllInCost } from '../../lambdas/core/orders/all-in-cost';
import { type CapVerdict, judgeCap, readCapRules } from '../../lambdas/core/orders/cap';
import { quoteTerms } from '../../lambdas/core/orders/quote';
import { irr, xirr } from '../../lambdas/core/orders/rate-of-return';
import type { LoanTerms } from '../../lambdas/core/repayment/loan-terms';
import capRules from '../../models/caps/cap-rules.json';
import { type Answer, refusal } from './answers';
import { flowInput } from './rate-answer';
import { dateInput, loanTermsInput } from './terms-input';

const rules = readCapRules(capRules);

const offerInput = z.object({
  institutionKind: z.enum([
    'licensedLender',
    'internetLoanAssist',
    'consumerFinance',
    'microLoan',
    'privateLending',
  ]),
  on: dateInput.optional(),
  date: dateInput.optional(),
  offer: z.unknown().optional(),
  flows: z.array(flowInput).min(2).optional(),
  amountsFen: z.array(z.int()).min(2).optional(),
  periodsPerYear: z.number().positive().default(12),
});

export function answerCap(input: unknown): Answer {
  const asked = offerInput.parse(input);
  if (!rules.ok) {
    return { error: rules.error };
  }
  if (asked.flows !== undefined && asked.amountsFen !== undefined) {
    return ofFlows(asked.flows, asked.amountsFen, asked.periodsPerYear, asked);
  }
  const terms: LoanTerms = loanTermsInput.parse(asked.offer ?? input);
  const on = asked.on ?? asked.date ?? terms.disbursedOn;
  const costed = quoteTerms(terms, asked.institutionKind, rules.value, on);
  return costed.ok
    ? { ...spoken(costed.value.cap), totals: costed.value.totals }
    : { error: costed.error };
}

type Asked = Pick<z.infer<typeof offerInput>, 'institutionKind' | 'on'>;

function ofFlows(
  flows: readonly { on: IsoDate; amountFen: number }[],
  periodic: readonly number[],
  periodsPerYear: number,
  { institutionKind, on }: Asked,
): Answer {
  const perPeriod = irr(periodic);
  const effective = xirr(flows);
  if (!perPeriod.ok || !effective.ok) {
    return refusal('noRate', 'these flows have no rate of return');
  }
  const cost: AllInCost = {
    nominal: perPeriod.value * periodsPerYear,
    effective: effective.value,
    flows,
    periodic,
    periodsPerYear,
  };
  const day = on ?? flows[0]?.on;
  const verdict =
    rules.ok && day !== undefined ? judgeCap(rules.value, cost, institutionKind, day) : undefined;
  return verdict?.ok ? spoken(verdict.value) : refusal('noCapRule', 'no cap for this day');
}

/** The verdict in the words of the command, the cap as a share beside its ppm. */
const spoken = (verdict: CapVerdict) => ({
  verdict: verdict.within ? 'within' : 'over',
  within: verdict.within,
  nominal: verdict.nominal,
  effective: verdict.effective,
  cap: verdict.capPpm / 1_000_000,
  capPpm: verdict.capPpm,
  reading: verdict.reading,
  ruleVersion: verdict.ruleVersion,
  institutionKind: verdict.institutionKind,
  on: verdict.on,
  source: verdict.source,
  proof: verdict.proof,
});
