/** The night's speed: its pure computation, and what it asks of DynamoDB as the book grows. */
import { addDays, isoDate } from '../../lambdas/core/calendar';
import { fen } from '../../lambdas/core/money';
import { ratePpm } from '../../lambdas/core/rate';
import { apply, fold } from '../../lambdas/core/repayment/loan-history';
import type { LoanRecord } from '../../lambdas/core/repayment/loan-record';
import { defaultAllocation, type LoanTerms } from '../../lambdas/core/repayment/loan-terms';
import { loanView } from '../../lambdas/core/repayment/loan-view';
import { serviceOf } from '../../lambdas/core/repayment/servicing';
import { nextWork } from '../../lambdas/core/repayment/work-plan';
import { slotAt } from '../../lambdas/core/repayment/work-slot';
import { readBehaviourCard } from '../../lambdas/core/risk/behaviour';
import { scoreMonth } from '../../lambdas/core/risk/behaviour-record';
import document from '../../models/risk/behaviour-card-1.json';

const targetPerSecond = 100_000;
/** The night that is measured: an instalment falls due on this day. */
export const nightOn = isoDate('2027-03-15');

const letters = 'abcdefghijklmnopqrstuvwxyz234567';
const idOf = (prefix: string, n: number): string =>
  `${prefix}_${Array.from({ length: 26 }, (_, at) => letters[(n >> (at * 5)) & 31]).join('')}`;

/**
 * A book of loans in their third month, served until the day before: of so many an instalment
 * falls due tonight, of the others on the 1st, when nobody is reminded tonight.
 */
export function bookOf(loans: number, due: number): LoanRecord[] {
  return Array.from({ length: loans }, (_, n) => {
    const disbursedOn = isoDate(n < due ? '2026-12-15' : '2026-12-01');
    const loanId = idOf('loan', n);
    const terms = { ...terms12, disbursedOn };
    const open = apply(undefined, { type: 'disbursed', id: 'out', on: disbursedOn, loanId, terms });
    const paid = open.rows
      .filter(({ dueOn }) => dueOn < nightOn)
      .map(({ dueOn, n: row }) => {
        const amountFen = fen(loanView(open, dueOn).rows[row - 1]?.totalFen ?? 0);
        return { type: 'repaid', id: `r${row}`, on: dueOn, amountFen } as const;
      });
    return {
      loanId,
      orderId: idOf('ord', n),
      customerId: idOf('cus', n),
      state: fold([...open.events, ...paid]),
      servicing: {
        doneThrough: slotAt(addDays(nightOn, -1), 20),
        bucket: 'current',
        collections: 0,
        scoredMonth: '2027-02',
      },
    };
  });
}

const terms12: LoanTerms = {
  principalFen: fen(1_000_000),
  annualRatePpm: ratePpm(128_000),
  method: 'equalInstalments',
  instalments: 12,
  frequency: { unit: 'months', every: 1 },
  disbursedOn: isoDate('2026-12-15'),
  dayCount: 'period',
  rounding: { mode: 'halfUp' },
  fees: [],
  penalty: { annualRatePpm: ratePpm(219_000), graceDays: 3, base: 'principal', daysPerYear: 365 },
  allocation: defaultAllocation,
  prepayment: { minimumFen: fen(1), effects: ['lowerInstalment'], feePpm: 0 },
};

export interface NightSpeed {
  /** Loans looked at in a second: those with work served, scored and placed anew. */
  readonly loansPerSecond: number;
  /** One that has work, all of it. */
  readonly servedMicroseconds: number;
  readonly targetPerSecond: number;
  readonly met: boolean;
}

/** All that is computed for a book of 10,000 of which 330 have work, on one core. */
export function nightSpeed(rounds: number): NightSpeed {
  const book = bookOf(10_000, 330);
  const due = book.slice(0, 330);
  const read = readBehaviourCard(document);
  if (!read.ok) throw new Error(read.error.message);
  const card = read.value;
  const now = slotAt(nightOn, 0);
  const serve = (loan: LoanRecord): boolean => {
    const service = serviceOf(loan, now);
    if (!service) return false;
    if (service.scoreOn) scoreMonth(card, service.loan.state, service.scoreOn);
    nextWork(service.loan);
    return true;
  };
  const secondsOf = (loans: readonly LoanRecord[]): number => {
    const started = process.hrtime.bigint();
    const served = loans.filter(serve).length;
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    if (served !== due.length) throw new Error(`${served} served instead of ${due.length}`);
    return seconds;
  };
  secondsOf(book);
  const whole = median(Array.from({ length: rounds }, () => secondsOf(book)));
  const alone = median(Array.from({ length: rounds }, () => secondsOf(due)));
  const loansPerSecond = Math.round(book.length / whole);
  return {
    loansPerSecond,
    servedMicroseconds: Number(((alone * 1e6) / due.length).toFixed(1)),
    targetPerSecond,
    met: loansPerSecond >= targetPerSecond,
  };
}

const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
