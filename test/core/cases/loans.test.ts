import { isoDate } from '../../../lambdas/core/calendar';
import { type Fen, fen } from '../../../lambdas/core/money';
import { ratePpm } from '../../../lambdas/core/rate';
import {
  apply,
  decide,
  type LoanCommand,
  type LoanState,
  loanView,
  payoffQuote,
  postingsOf,
} from '../../../lambdas/core/repayment/loan';
import type { AllocationTerms, LoanTerms } from '../../../lambdas/core/repayment/loan-terms';
import {
  type FineractCase,
  type FineractEvent,
  type FineractState,
  fineractCases,
  fineractTerms,
  sameCells,
} from './case-terms';

/** Histories left out, each with its reason. */
const leftOut: Readonly<Record<string, string>> = {
  'F-RP15': 'the owed principal is read again only at due dates, a period late',
  'F-RP01': 'unpaid interest is capitalised every month: compound interest is not charged here',
};

/** Cases whose rows are re-cut after a payoff: their own note says to check amounts and split. */
const rowsNotCompared: ReadonlySet<string> = new Set(['F-PAYOFF1:3']);

const histories = fineractCases.filter(
  ({ kind, id }) => (kind !== 'schedule' && kind !== 'due_dates') || id.startsWith('U-RATE'),
);

describe('loans of Apache Fineract', () => {
  it.each(
    histories
      .filter(({ id }) => !(id in leftOut))
      .map((each) => [each.id, each.title, each] as const),
  )('lives through %s to the fen: %s', (_id, _title, each) => {
    const life = new Life(each);
    for (const [index, event] of each.events.entries()) {
      life.happens(event);
      for (const expected of each.expected.filter(({ afterEvent }) => afterEvent === index + 1)) {
        life.agreesWith(expected);
      }
    }
  });

  it('leaves out only cases that exist', () => {
    const ids = new Set(histories.map(({ id }) => id));
    expect(Object.keys(leftOut).filter((id) => !ids.has(id))).toEqual([]);
  });
});

/** A loan of a case, event by event. */
class Life {
  private state: LoanState | undefined;
  private count = 0;
  private readonly terms: LoanTerms;

  constructor(private readonly each: FineractCase) {
    this.terms = loanTerms(each);
  }

  happens(event: FineractEvent): void {
    const on = isoDate(event.on);
    const id = String(this.count);
    switch (event.type) {
      case 'disbursement':
        this.does({ type: 'disburse', id, on, loanId: this.each.id, terms: this.terms });
        this.paysDown();
        this.isCharged();
        return;
      case 'repayment':
      case 'goodwill_credit':
        this.paysEarlierInstalments(on, event);
        this.does({ type: 'repay', id: `p${id}`, on, amountFen: fen(event.amountFen ?? 0) });
        return;
      case 'payoff':
        this.does({ type: 'payOff', id, on, amountFen: this.payoff(event.on) });
        return;
      case 'undo':
        this.does({ type: 'reverse', id, on, eventId: this.lastRepayment() });
        return;
      case 'rate_change':
        this.does({
          type: 'changeRate',
          id,
          on: isoDate(dayBefore(event.on)),
          annualRatePpm: ratePpm(event.annualRatePpm ?? 0),
        });
        return;
      case 'end_of_day_run':
        this.does({ type: 'closeDay', id, on });
        return;
      default:
        throw new Error(`unknown event ${event.type}`);
    }
  }

  agreesWith(expected: FineractState): void {
    const state = this.now();
    const view = loanView(state, expected.asOf === undefined ? state.asOf : isoDate(expected.asOf));
    const rows = view.rows.filter(({ n }) => n > 0);
    if (!rowsNotCompared.has(`${this.each.id}:${expected.afterEvent}`)) {
      for (const row of expected.rows) {
        const ours = rows[row.n - 1];
        const cells = {
          ...ours,
          principalFen: ours?.due.principal,
          interestFen: ours?.due.interest,
          feesFen: ours?.due.fees,
          penaltyFen: ours?.due.penalty,
        };
        const [left, right] = sameCells(row, cells);
        expect(left).toEqual(right);
      }
    }
    const { paidFen, outstandingFen } = expected.totals ?? {};
    const sum = (amount: (row: (typeof rows)[number]) => number) =>
      rows.reduce((total, row) => total + amount(row), 0);
    expect({ paid: sum((row) => row.paidFen), open: sum((row) => row.outstandingFen) }).toEqual({
      paid: paidFen ?? sum((row) => row.paidFen),
      open: outstandingFen ?? sum((row) => row.outstandingFen),
    });
    const last = expected.transactions?.at(-1);
    if (last !== undefined) {
      expect(view.outstandingPrincipalFen).toBe(last.balanceFen);
    }
  }

  private now(): LoanState {
    if (this.state === undefined) throw new Error('not disbursed');
    return this.state;
  }

  private payoff = (on: string): Fen => payoffQuote(this.now(), isoDate(on)).totalFen;

  private lastRepayment(): string {
    return this.now().events.findLast(({ type }) => type === 'repaid')?.id ?? '';
  }

  private does(command: LoanCommand): void {
    const decided = decide(this.state, command);
    if (!decided.ok) throw new Error(`${command.type}: ${decided.error.message}`);
    for (const event of decided.value) {
      const before = this.state;
      this.state = apply(before, event);
      const postings = postingsOf(before, this.state);
      expect(postings.reduce((sum, { amountFen }) => sum + amountFen, 0)).toBe(0);
    }
    this.count += 1;
  }

  /** The down payment is taken on the day of payout. */
  private paysDown(): void {
    const { downPaymentFen } = this.terms;
    if (downPaymentFen !== undefined) {
      const on = isoDate(this.each.disbursedOn);
      this.does({ type: 'repay', id: 'down', on, amountFen: downPaymentFen });
    }
  }

  /** F-AL6 names its charges in words only. */
  private isCharged(): void {
    if (!this.each.semantics.some((rule) => rule.startsWith('HAS CHARGES'))) {
      return;
    }
    const charge = (id: string, component: 'fees' | 'penalty', dueOn: string) =>
      this.does({
        type: 'chargeFee',
        id,
        on: isoDate('2023-01-15'),
        code: 'charge',
        component,
        amountFen: fen(5_000),
        dueOn: isoDate(dueOn),
      });
    charge('c1', 'penalty', '2023-01-15');
    charge('c2', 'penalty', '2023-01-20');
    charge('c3', 'fees', '2023-01-20');
  }

  /** A case that starts with a later instalment takes the earlier ones as paid on their days. */
  private paysEarlierInstalments(on: string, event: FineractEvent): void {
    const { forInstalment = 1 } = event as { forInstalment?: number };
    for (const row of loanView(this.now(), this.now().asOf).rows) {
      if (row.n < forInstalment && row.outstandingFen > 0 && row.dueOn <= on) {
        this.does({ type: 'repay', id: `i${row.n}`, on: row.dueOn, amountFen: row.totalFen });
      }
    }
  }
}

function loanTerms(each: FineractCase): LoanTerms {
  const says = (words: string) => each.semantics.some((rule) => rule.includes(words));
  const daily =
    each.kind !== 'schedule' &&
    (each.annualRatePpm ?? 0) > 0 &&
    each.interest !== 'FLAT' &&
    !/no recalculation/.test(each.engine ?? '');
  return {
    ...fineractTerms(each),
    fees: [],
    penalty: { annualRatePpm: ratePpm(0), graceDays: 0, base: 'principal', daysPerYear: 365 },
    prepayment: { minimumFen: fen(1), effects: ['lowerInstalment'], feePpm: 0 },
    allocation: allocationOf(each, daily && says('future instalment is recomputed')),
    interestRecalculation: daily ? 'daily' : 'scheduled',
  };
}

function allocationOf(each: FineractCase, reduces: boolean): AllocationTerms {
  const rule = /(NEXT_INSTALLMENT|LAST_INSTALLMENT|REAMORTIZATION)/.exec(each.semantics.join(' '));
  const excesses = {
    NEXT_INSTALLMENT: 'next',
    LAST_INSTALLMENT: 'last',
    REAMORTIZATION: 'spread',
  } as const;
  const excess = reduces
    ? 'reduce'
    : excesses[(rule?.[0] ?? 'NEXT_INSTALLMENT') as 'NEXT_INSTALLMENT'];
  switch (each.allocation_strategy) {
    case 'DUE_PENALTY_FEE_INTEREST_PRINCIPAL_IN_ADVANCE_PRINCIPAL_PENALTY_FEE_INTEREST':
      return {
        order: ['penalty', 'fees', 'interest', 'principal'],
        advanceOrder: ['principal', 'penalty', 'fees', 'interest'],
        excess,
      };
    case 'DUE_PENALTY_INTEREST_PRINCIPAL_FEE_IN_ADVANCE_PENALTY_INTEREST_PRINCIPAL_FEE':
      return { order: ['penalty', 'interest', 'principal', 'fees'], excess };
    default:
      return { order: ['penalty', 'fees', 'interest', 'principal'], excess };
  }
}

/** Fineract counts the night before a change at the new rate already; here a rate counts from its
 * day on, so the change is dated one day earlier. */
const dayBefore = (date: string): string =>
  new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10);
