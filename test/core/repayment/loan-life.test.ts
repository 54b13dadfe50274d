import { addDays, type IsoDate, isoDate } from '../../../lambdas/core/calendar';
import type { Account } from '../../../lambdas/core/ledger/accounts';
import { accounts } from '../../../lambdas/core/ledger/accounts';
import { balanced, reversalOf } from '../../../lambdas/core/ledger/postings';
import { type Fen, fen } from '../../../lambdas/core/money';
import { ratePpm } from '../../../lambdas/core/rate';
import {
  accruedInterest,
  apply,
  fiveGradeOf,
  fold,
  type LoanEvent,
  type LoanState,
  loanView,
  payoffQuote,
  postingsOf,
  preview,
} from '../../../lambdas/core/repayment/loan';
import { defaultAllocation, type LoanTerms } from '../../../lambdas/core/repayment/loan-terms';
import { unreachable } from '../../../lambdas/core/result';

// 10,000 yuan at 15.2 % over six months, 6 yuan service fee a month, penalty 21.9 % after 3 days.
// Instalments: 1741.33 and the fee; the first on 28 February.

describe('a payment', () => {
  it('on the day pays the instalment: fees, interest, principal', () => {
    expect(movesOf(aLoan(), repaid('2026-02-28', 174_733))).toEqual({
      payer: 174_733,
      loanPrincipal: -161_466,
      interestIncome: -12_667,
      feeIncome: -600,
    });
  });

  it('goes through fees and interest before principal', () => {
    const state = aLoan(repaid('2026-02-28', 5_000));
    expect(loanView(state, on('2026-02-28')).rows[0]).toMatchObject({
      paid: { fees: 600, interest: 4_400, principal: 0 },
      outstandingFen: 169_733,
      status: 'due',
    });
  });

  it('beyond everything owed becomes the borrower’s credit, until it is refunded', () => {
    const paid = aLoan(repaid('2026-02-28', 1_100_000));
    expect(paid).toMatchObject({ status: 'settled', creditFen: 1_100_000 - 1_048_398 });
    const refunded = apply(paid, {
      type: 'refunded',
      id: 'back',
      on: on('2026-03-01'),
      amountFen: paid.creditFen,
    });
    expect(refunded.creditFen).toBe(0);
  });

  it('held as credit pays the next instalment when it falls due', () => {
    const allocation = { ...defaultAllocation, excess: 'credit' as const };
    const state = fold([payout({ allocation }), repaid('2026-02-28', 180_000)]);
    expect(state.creditFen).toBe(5_267);
    expect(loanView(state, on('2026-03-30')).creditFen).toBe(5_267);
    expect(loanView(state, on('2026-03-31'))).toMatchObject({ creditFen: 0 });
  });
});

describe('a late instalment', () => {
  it.each([
    ['2026-03-03', 'repaying', 0, 0],
    ['2026-03-04', 'overdue', 4, 388],
    ['2026-03-10', 'overdue', 10, 969],
  ])('seen on %s is %s, %d days past due, with %d fen of penalty', (day, status, days, penalty) => {
    const view = loanView(aLoan(), on(day));
    expect(view).toMatchObject({ status, daysPastDue: days });
    expect(view.rows[0]?.due.penalty).toBe(penalty);
  });

  it('paid within its grace days was never late', () => {
    const state = aLoan(repaid('2026-03-03', 174_733));
    expect(loanView(state, on('2026-03-20'))).toMatchObject({ status: 'repaying', dueNowFen: 0 });
  });

  it('bears penalty on what is still unpaid, whatever was paid when', () => {
    const part = aLoan(repaid('2026-03-05', 60_000));
    const late = loanView(part, on('2026-03-10')).rows[0];
    // Five days on 1614.66, then five on what was left of the principal.
    const left = 161_466 - (60_000 - 600 - 12_667 - 484);
    const days = 161_466 * 5 + left * 5;
    expect(late?.due.penalty).toBe(Math.round((days * 219_000) / 365_000_000));
  });

  it('is graded by its days past due', () => {
    const grades = [0, 1, 90, 91, 270, 271, 360, 361].map((daysPastDue) =>
      fiveGradeOf({ daysPastDue }),
    );
    expect(grades).toEqual([
      'normal',
      'specialMention',
      'specialMention',
      'substandard',
      'substandard',
      'doubtful',
      'doubtful',
      'loss',
    ]);
    expect(fiveGradeOf({ daysPastDue: 0, writtenOff: true })).toBe('loss');
  });
});

describe('interest', () => {
  it('accrues day by day to exactly what the instalment asks for', () => {
    const state = aLoan();
    const days = Array.from({ length: 29 }, (_, day) => addDays(on('2026-01-31'), day));
    const accrued = days.map((day) => accruedInterest(state, day));

    expect(accrued[0]).toBe(0);
    expect(accrued[14]).toBe(6_333);
    expect(accrued[28]).toBe(12_667);
    expect(accrued.every((amount, day) => day === 0 || amount > (accrued[day - 1] as Fen))).toBe(
      true,
    );
  });

  it('is booked by closing a day, and not booked twice by closing it again', () => {
    const closed = aLoan(close('2026-02-14', 'c1'));
    expect(movesOf(aLoan(), close('2026-02-14', 'c1'))).toEqual({
      interestReceivable: 6_333,
      interestIncome: -6_333,
    });
    expect(movesOf(closed, close('2026-02-14', 'c2'))).toEqual({});
  });
});

describe('a prepayment', () => {
  const paid = aLoan(repaid('2026-02-28', 174_733));
  const command = {
    type: 'prepay',
    id: 'p',
    on: on('2026-03-10'),
    amountFen: fen(300_000),
  } as const;

  it('shows both effects before one is chosen', () => {
    const shorter = preview(paid, { ...command, effect: 'shorterTerm' });
    const lower = preview(paid, { ...command, effect: 'lowerInstalment' });
    if (!shorter.ok || !lower.ok) throw new Error('refused');
    const coming = (rows: typeof shorter.value.view.rows) =>
      rows
        .filter(({ status }) => status === 'upcoming')
        .map((row) => row.due.principal + row.due.interest);

    expect(coming(shorter.value.view.rows)).toEqual([174_133, 174_133, 174_133, 31_900]);
    expect(coming(lower.value.view.rows)).toEqual([112_091, 112_091, 112_091, 112_091, 112_093]);
  });

  it('posts what it showed', () => {
    const shown = preview(paid, { ...command, effect: 'lowerInstalment' });
    const posted = apply(paid, { ...command, type: 'prepaid', effect: 'lowerInstalment' });
    expect(shown.ok && shown.value.view).toEqual(loanView(posted, command.on));
    expect(shown.ok && shown.value.postings).toEqual(postingsOf(paid, posted));
  });

  it('keeps the due dates of what is left, the 31st after the 28th', () => {
    const posted = apply(paid, { ...command, type: 'prepaid', effect: 'lowerInstalment' });
    const dates = posted.rows.filter(({ kind }) => kind === 'instalment').map(({ dueOn }) => dueOn);
    expect(dates).toEqual([
      '2026-02-28',
      '2026-03-31',
      '2026-04-30',
      '2026-05-31',
      '2026-06-30',
      '2026-07-31',
    ]);
  });
});

describe('changed terms', () => {
  it('an extension moves what is left back and interest runs on', () => {
    const state = aLoan(repaid('2026-02-28', 174_733), {
      type: 'extended',
      id: 'e',
      on: on('2026-03-10'),
      periods: 1,
    });
    const [, next] = state.rows;
    expect(next).toMatchObject({ dueOn: '2026-04-30' });
    // Two months on 8385.34, of which ten days had run when it was agreed.
    expect(Math.abs((next?.due.interest ?? 0) - 21_243)).toBeLessThanOrEqual(2);
  });

  it('a new plan takes in what is late: nothing is due before its first instalment', () => {
    const state = aLoan({ type: 'rescheduled', id: 's', on: on('2026-03-20'), instalments: 12 });
    const view = loanView(state, on('2026-03-20'));
    expect(view).toMatchObject({ status: 'repaying', daysPastDue: 0, dueNowFen: 0 });
    expect(view.rows.filter(({ status }) => status === 'upcoming')).toHaveLength(12);
    expect(view.outstandingPrincipalFen).toBe(1_000_000);
  });

  it('a new rate counts from its day', () => {
    const cheaper = { type: 'rateChanged', id: 'r', on: on('2026-02-14') } as const;
    const state = aLoan({ ...cheaper, annualRatePpm: ratePpm(76_000) });
    // Half the month at 15.2 %, half at 7.6 %.
    expect(state.rows[0]?.due.interest).toBe(6_333 + 3_167);
  });

  it('are undone when the event is reversed', () => {
    const before = aLoan();
    const changed = aLoan({ type: 'rescheduled', id: 's', on: on('2026-03-20'), instalments: 12 });
    const undone = apply(changed, {
      type: 'reversed',
      id: 'u',
      on: on('2026-03-20'),
      eventId: 's',
    });
    expect(undone.rows).toEqual(before.rows);
  });
});

describe('the end', () => {
  it('a payoff charges interest to the day, the running month’s fee and no later one', () => {
    const quote = payoffQuote(aLoan(repaid('2026-02-28', 174_733)), on('2026-03-10'));
    expect(quote).toMatchObject({
      principalFen: 838_534,
      // 8385.34 × 15.2 % ÷ 12 × 10 of 31 days.
      interestFen: 3_426,
      feesFen: 600,
      penaltyFen: 0,
    });
  });

  it('a write-off takes the claim off the books, and a recovery is income', () => {
    const late = aLoan(close('2026-12-31', 'c'));
    const gone = movesOf(late, { type: 'writtenOff', id: 'w', on: on('2026-12-31') });
    expect(gone.loanPrincipal).toBe(-1_000_000);
    expect(gone.writeOffs).toBe(
      -(gone.loanPrincipal ?? 0) -
        (gone.interestReceivable ?? 0) -
        (gone.feesReceivable ?? 0) -
        (gone.penaltyReceivable ?? 0),
    );
    const written = apply(late, { type: 'writtenOff', id: 'w', on: on('2026-12-31') });
    expect(
      movesOf(written, { type: 'recovered', id: 'x', on: on('2027-02-01'), amountFen: fen(500) }),
    ).toEqual({
      payer: 500,
      recoveryIncome: -500,
    });
  });

  it('a waiver is an expense, not a payment', () => {
    const charged = aLoan(close('2026-03-20', 'c'));
    const waived = { type: 'waived', id: 'w', on: on('2026-03-20'), component: 'penalty' } as const;
    expect(movesOf(charged, { ...waived, amountFen: fen(1_000) })).toEqual({
      penaltyReceivable: -1_000,
      waivers: 1_000,
    });
  });
});

describe('the ledger', () => {
  it('has no account in which client money is held', () => {
    const liabilities = Object.entries(accounts).filter(([, kind]) => kind === 'liability');
    // What is owed to a borrower is a debt of the lender's own, not a deposit; in suspense lies
    // what the licensed payer's statement says and nobody has explained yet, a case for each line.
    expect(liabilities.map(([name]) => name)).toEqual([
      'suspense',
      'unearnedInterest',
      'borrowerCredit',
    ]);
  });

  it('undoes postings by their reversal', () => {
    const state = aLoan(repaid('2026-02-28', 174_733));
    const postings = postingsOf(aLoan(), state);
    expect(balanced([...postings, ...reversalOf(postings)])).toBe(true);
    expect(balanced(postings.slice(1))).toBe(false);
  });
});

describe('the types', () => {
  it('let no event go unhandled', () => {
    const handlesAll = (event: LoanEvent): string => {
      switch (event.type) {
        case 'disbursed':
        case 'repaid':
        case 'prepaid':
        case 'paidOff':
        case 'feeCharged':
        case 'waived':
        case 'reversed':
        case 'rescheduled':
        case 'extended':
        case 'rateChanged':
        case 'writtenOff':
        case 'recovered':
        case 'refunded':
        case 'dayClosed':
          return event.id;
        default:
          return unreachable(event);
      }
    };
    const forgetsOne = (event: LoanEvent & { type: 'repaid' | 'waived' }): string => {
      switch (event.type) {
        case 'repaid':
          return event.id;
        default:
          // @ts-expect-error a waiver is not handled
          return unreachable(event);
      }
    };
    const event = repaid('2026-02-28', 1) as Extract<LoanEvent, { type: 'repaid' }>;
    expect([handlesAll(event), forgetsOne(event)]).toEqual(['r2026-02-28', 'r2026-02-28']);
  });
});

function on(day: string): IsoDate {
  return isoDate(day);
}

function payout(change: Partial<LoanTerms> = {}): LoanEvent {
  const name = { zh: '服务费', en: 'Service fee' };
  const terms: LoanTerms = {
    principalFen: fen(1_000_000),
    annualRatePpm: ratePpm(152_000),
    method: 'equalInstalments',
    instalments: 6,
    frequency: { unit: 'months', every: 1 },
    disbursedOn: on('2026-01-31'),
    dayCount: 'period',
    rounding: { mode: 'halfUp' },
    fees: [{ code: 'service', name, when: 'perInstalment', sharePpm: 600, payee: 'Sunlend' }],
    penalty: { annualRatePpm: ratePpm(219_000), graceDays: 3, base: 'principal', daysPerYear: 365 },
    allocation: defaultAllocation,
    prepayment: { minimumFen: fen(10_000), effects: ['shorterTerm', 'lowerInstalment'], feePpm: 0 },
    ...change,
  };
  return { type: 'disbursed', id: 'payout', on: terms.disbursedOn, loanId: 'loan', terms };
}

function aLoan(...events: LoanEvent[]): LoanState {
  return fold([payout(), ...events]);
}

function repaid(day: string, amount: number): LoanEvent {
  return { type: 'repaid', id: `r${day}`, on: on(day), amountFen: fen(amount) };
}

function close(day: string, id: string): LoanEvent {
  return { type: 'dayClosed', id, on: on(day) };
}

function movesOf(state: LoanState, event: LoanEvent): Partial<Record<Account, number>> {
  const postings = postingsOf(state, apply(state, event));
  return Object.fromEntries(postings.map(({ account, amountFen }) => [account, amountFen]));
}
