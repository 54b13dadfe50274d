/** The life of a loan for the `loan` command: every event's state, rows and postings. */
import * as z from 'zod';
import {
  apply,
  decide,
  fold,
  type LoanCommand,
  type LoanState,
  loanView,
  payoffQuote,
  postingsOf,
} from '../../lambdas/core/repayment/loan';
import { eventVerbs, type LoanCommandType } from '../../lambdas/core/repayment/loan-events';
import type { LoanTerms } from '../../lambdas/core/repayment/loan-terms';
import type { LoanViewRow } from '../../lambdas/core/repayment/loan-view';
import type { Answer } from './answers';
import { dateInput, fenInput, loanTermsInput, rateInput } from './terms-input';

/** "paid off", "paid-off" and "paidOff" are one word. */
const plain = (word: string): string => word.toLowerCase().replace(/[^a-z]/g, '');

/** An event may be named as a fact (repaid) or as the command that asks for it (repay). */
const typeInput = z.string().transform((type, context): LoanCommandType => {
  const verb = Object.entries(eventVerbs).find(([command, event]) =>
    [plain(command), plain(event)].includes(plain(type)),
  );
  if (verb === undefined) {
    const known = Object.values(eventVerbs).join(', ');
    context.addIssue({ code: 'custom', message: `must be one of ${known}` });
    return z.NEVER;
  }
  return verb[0] as LoanCommandType;
});

const eventInput = z.object({
  id: z.string().optional(),
  type: typeInput,
  on: dateInput,
  amountFen: fenInput.optional(),
  effect: z.enum(['shorterTerm', 'lowerInstalment']).optional(),
  code: z.string().optional(),
  component: z.enum(['fees', 'penalty', 'interest', 'principal']).optional(),
  dueOn: dateInput.optional(),
  eventId: z.string().optional(),
  instalments: z.int().optional(),
  firstDueOn: dateInput.optional(),
  annualRatePpm: rateInput.optional(),
  periods: z.int().optional(),
});

type EventInput = z.infer<typeof eventInput>;

const loanInput = z.object({
  loanId: z.string().default('loan'),
  terms: loanTermsInput,
  events: z.array(eventInput).default([]),
  asOf: dateInput.optional(),
});

export function answerLoan(input: unknown): Answer {
  const { loanId, terms, events, asOf } = loanInput.parse(input);
  const asked = events.some(({ type }) => type === 'disburse')
    ? events
    : [{ type: 'disburse' as const, on: terms.disbursedOn, id: '0' }, ...events];
  let state: LoanState | undefined;
  const steps: Answer[] = [];
  for (const [index, event] of asked.entries()) {
    const command = commandOf(loanId, terms, event, event.id ?? String(index), state);
    const decided = decide(state, command);
    if (!decided.ok) {
      steps.push({ type: event.type, on: event.on, id: command.id, error: decided.error });
      continue;
    }
    for (const fact of decided.value) {
      const before = state;
      state = apply(before, fact);
      steps.push({
        type: fact.type,
        on: fact.on,
        id: fact.id,
        ...stateAnswer(state),
        postings: postingsOf(before, state),
      });
    }
  }
  if (state === undefined) {
    return steps[0] ?? {};
  }
  const on = asOf === undefined || asOf < state.disbursedOn ? state.asOf : asOf;
  // An earlier day is seen as it was known by the events that count until then.
  const seen = on < state.asOf ? fold(state.events.filter((event) => event.on <= on)) : state;
  const view = loanView(seen, on);
  return {
    events: steps,
    asOf: on,
    ...stateAnswer(seen, on),
    grade: view.grade,
    accruedInterestFen: view.accruedInterestFen,
    payoff: payoffQuote(seen, on),
  };
}

/** The state on a day, flat enough for a table. */
function stateAnswer(state: LoanState, on = state.asOf) {
  const view = loanView(state, on);
  return {
    status: view.status,
    daysPastDue: view.daysPastDue,
    dueNowFen: view.dueNowFen,
    outstandingPrincipalFen: view.outstandingPrincipalFen,
    creditFen: view.creditFen,
    rows: view.rows.map(rowAnswer),
  };
}

const rowAnswer = (row: LoanViewRow) => ({
  n: row.n,
  kind: row.kind,
  dueOn: row.dueOn,
  principalFen: row.due.principal,
  interestFen: row.due.interest,
  feesFen: row.due.fees,
  penaltyFen: row.due.penalty,
  totalFen: row.totalFen,
  balanceFen: row.balanceFen,
  paid: {
    principalFen: row.paid.principal,
    interestFen: row.paid.interest,
    feesFen: row.paid.fees,
    penaltyFen: row.paid.penalty,
  },
  paidFen: row.paidFen,
  paidEarlyFen: row.paidEarlyFen,
  paidLateFen: row.paidLateFen,
  outstandingFen: row.outstandingFen,
  status: row.status,
  ...(row.paidOn === undefined ? {} : { paidOn: row.paidOn }),
});

/** Fills in what follows from the state: a payoff without an amount pays exactly the quote. */
function commandOf(
  loanId: string,
  terms: LoanTerms,
  event: EventInput,
  id: string,
  state: LoanState | undefined,
): LoanCommand {
  const defaults: Record<string, unknown> = {};
  switch (event.type) {
    case 'disburse':
      Object.assign(defaults, { loanId, terms });
      break;
    case 'payOff':
      defaults.amountFen = state && payoffQuote(state, event.on).totalFen;
      break;
    case 'prepay':
      defaults.effect = 'shorterTerm';
      break;
    case 'chargeFee':
      Object.assign(defaults, { component: 'fees', code: 'fee', dueOn: event.on });
      break;
    case 'reverse':
      defaults.eventId = lastReversible(state);
      break;
    default:
      break;
  }
  const given = Object.fromEntries(
    Object.entries(event).filter(([, value]) => value !== undefined),
  );
  const command = { ...defaults, ...given, id };
  requireFields(command, event.type);
  return command as unknown as LoanCommand;
}

const lastReversible = (state: LoanState | undefined): string | undefined =>
  state?.events.findLast(({ type }) => type !== 'disbursed' && type !== 'reversed')?.id;

const needed: Partial<Record<LoanCommandType, readonly string[]>> = {
  repay: ['amountFen'],
  prepay: ['amountFen'],
  chargeFee: ['amountFen'],
  waive: ['amountFen', 'component'],
  reverse: ['eventId'],
  reschedule: ['instalments'],
  extend: ['periods'],
  changeRate: ['annualRatePpm'],
  recover: ['amountFen'],
  refund: ['amountFen'],
};

function requireFields(command: Record<string, unknown>, type: LoanCommandType): void {
  for (const field of needed[type] ?? []) {
    if (command[field] === undefined) {
      throw new z.ZodError([
        {
          code: 'custom',
          path: ['events', command.id as string, field],
          message: 'is missing',
          input: command,
        },
      ]);
    }
  }
}
