import * as fc from 'fast-check';
import { addDays, type IsoDate } from '../../../lambdas/core/calendar';
import { loanBooks } from '../../../lambdas/core/ledger/loan-postings';
import { trialBalance } from '../../../lambdas/core/ledger/postings';
import { type Fen, fen } from '../../../lambdas/core/money';
import {
  apply,
  decide,
  fold,
  type LoanEvent,
  type LoanState,
  loanView,
  payoffQuote,
  postingsOf,
} from '../../../lambdas/core/repayment/loan';
import { disbursement, everyWish, live, someLoanTerms, someWishes } from './loan-arbitraries';

// The seed is fixed so that a run can fail only for a change; widen numRuns to search further.
const runs = { numRuns: 10_000, seed: 20_261_122 };

describe('every loan', () => {
  it('posts entries that sum to zero and add up to its books', () => {
    fc.assert(
      fc.property(someLoanTerms, someWishes(...everyWish), (terms, wishes) => {
        const entries: ReturnType<typeof postingsOf>[] = [];
        const state = live(terms, wishes, (before, after) => {
          const postings = postingsOf(before, after);
          hold(sumOf(postings) === 0, 'postings sum to zero');
          entries.push(postings);
        });
        if (state !== undefined) {
          expect(trialBalance(entries)).toEqual(withoutMinusZero(loanBooks(state)));
        }
      }),
      runs,
    );
  });

  it('accounts for every fen received, and for the whole principal', () => {
    fc.assert(
      fc.property(someLoanTerms, someWishes(...everyWish), (terms, wishes) => {
        live(terms, wishes, (_, state) => {
          const paid = sumRows(state, (row) => partsOf(row.paid));
          const kept = paid + state.creditFen + state.refundedFen;
          hold(kept === state.receivedFen, `${kept} of ${state.receivedFen} fen received`);
          const due = sumRows(state, (row) => row.due.principal);
          hold(due === state.principalFen, `${due} of ${state.principalFen} fen of principal`);
          for (const row of loanView(state, state.asOf).rows) {
            expect(Math.min(row.outstandingFen, ...Object.values(row.due))).toBeGreaterThanOrEqual(
              0,
            );
          }
        });
      }),
      runs,
    );
  });

  it('is paid off by exactly what was quoted', () => {
    fc.assert(
      fc.property(
        someLoanTerms,
        someWishes(...everyWish),
        fc.nat({ max: 500 }),
        (terms, wishes, days) => {
          const state = live(terms, wishes);
          if (state === undefined || state.status !== 'active') return;
          const on = addDays(state.asOf, days);
          const { totalFen } = payoffQuote(state, on);
          if (totalFen === 0) return;
          const settled = following(state, { type: 'paidOff', id: 'end', on, amountFen: totalFen });

          expect(settled.status).toBe('settled');
          expect(settled.creditFen).toBe(0);
          expect(payoffQuote(settled, addDays(on, 30)).totalFen).toBe(0);
          const short = { type: 'payOff', id: 'end', on, amountFen: fen(totalFen - 1) } as const;
          expect(decide(state, short)).toMatchObject({ ok: false });
        },
      ),
      runs,
    );
  });

  it('comes out the same in whatever order its backdated facts were recorded', () => {
    const facts = someWishes('repay', 'chargeFee', 'chargePenalty', 'changeRate', 'closeDay');
    fc.assert(
      fc.property(
        someLoanTerms,
        facts,
        fc.array(fc.nat(), { minLength: 8, maxLength: 8 }),
        (terms, wishes, keys) => {
          const days = new Set<number>();
          const onDistinctDays = wishes.filter(({ day }) => !days.has(day) && days.add(day));
          const state = live(terms, onDistinctDays);
          if (state === undefined) return;
          const [first, ...rest] = state.events as [LoanEvent, ...LoanEvent[]];
          const shuffled = rest
            .map((event, index) => ({ event, key: keys[index] ?? 0 }))
            .sort((left, right) => left.key - right.key)
            .map(({ event }) => event);
          const sorted = rest.slice().sort((left, right) => (left.on < right.on ? -1 : 1));
          const oneByOne = [first, ...shuffled].reduce<LoanState | undefined>(apply, undefined);

          expectSame(oneByOne, fold([first, ...sorted]));
        },
      ),
      runs,
    );
  });

  it('is as it was before an event that is reversed', () => {
    fc.assert(
      fc.property(
        someLoanTerms,
        someWishes(...everyWish),
        fc.nat({ max: 200 }),
        (terms, wishes, days) => {
          const state = live(terms, wishes);
          if (state === undefined) return;
          const on = addDays(state.asOf, days);
          const paid = following(state, {
            type: 'repaid',
            id: 'extra',
            on,
            amountFen: fen(12_345),
          });
          const undone = following(paid, { type: 'reversed', id: 'undo', on, eventId: 'extra' });
          const untouched = following(state, { type: 'dayClosed', id: 'close', on });

          expectSame(undone, untouched);
        },
      ),
      runs,
    );
  });

  it('does not care whether a repayment came in one piece or in two', () => {
    fc.assert(
      fc.property(
        someLoanTerms,
        someWishes(...everyWish),
        fc.nat({ max: 300 }),
        fc.integer({ min: 2, max: 5_000_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (terms, wishes, days, amount, share) => {
          const state = live(terms, wishes);
          if (state === undefined) return;
          const on = addDays(state.asOf, days);
          const part = Math.min(amount - 1, Math.max(1, Math.floor(amount * share)));
          const whole = following(state, repaid('whole', on, amount));
          const half = following(state, repaid('first', on, part));
          const halves = following(half, repaid('second', on, amount - part));

          expectSameOutlook(halves, whole, on);
        },
      ),
      runs,
    );
  });

  it('never asks for a higher instalment after a prepayment that shortens the term', () => {
    fc.assert(
      fc.property(
        someLoanTerms,
        fc.nat({ max: 300 }),
        fc.integer({ min: 1, max: 90 }),
        (terms, days, share) => {
          // Where the first instalment takes the remainder it differs from the level one.
          const rounding = { ...terms.rounding, remainderTo: 'last' } as const;
          // Flat interest is fixed for its term: there only the instalment becomes lower.
          // Interest put off hides in a row what the level instalment is.
          const { interestGraceInstalments: _, ...plain } = terms;
          const declining = { ...plain, rounding, interestMethod: 'declining' } as const;
          const opened = decide(undefined, disbursement(declining));
          if (!opened.ok) return;
          const state = fold(opened.value);
          const on = addDays(state.disbursedOn, days);
          const amountFen = fen(Math.floor((state.principalFen * share) / 100));
          const command = {
            type: 'prepay',
            id: 'p',
            on,
            amountFen,
            effect: 'shorterTerm',
          } as const;
          const decided = decide(state, command);
          if (!decided.ok || amountFen === 0) return;
          const closed = following(state, { type: 'dayClosed', id: 'close', on });
          const prepaid = decided.value.reduce(apply, state);

          expect(highestInstalment(prepaid, on)).toBeLessThanOrEqual(highestInstalment(closed, on));
        },
      ),
      runs,
    );
  });

  it('keeps its due dates whatever is prepaid and however the rate changes', () => {
    const changes = someWishes('repay', 'prepayShorter', 'prepayLower', 'changeRate', 'closeDay');
    fc.assert(
      fc.property(someLoanTerms, changes, (terms, wishes) => {
        const untouched = live(terms, []);
        const state = live(terms, wishes);
        if (state === undefined || untouched === undefined) return;
        const agreed = dueDates(untouched);
        const kept = dueDates(state);
        hold(
          kept.every((day, index) => day === agreed[index]),
          `${kept} of ${agreed}`,
        );
      }),
      runs,
    );
  });

  it('can be stored as JSON and read back', () => {
    fc.assert(
      fc.property(someLoanTerms, someWishes(...everyWish), (terms, wishes) => {
        const state = live(terms, wishes);
        if (state !== undefined) {
          const text = JSON.stringify(state);
          expect(JSON.stringify(JSON.parse(text))).toBe(text);
          expect(JSON.parse(text)).toEqual(state);
        }
      }),
      { ...runs, numRuns: 1_000 },
    );
  });
});

const sumOf = (postings: readonly { amountFen: Fen }[]): number =>
  postings.reduce((sum, { amountFen }) => sum + amountFen, 0);

const withoutMinusZero = (books: Record<string, number>) =>
  Object.fromEntries(Object.entries(books).map(([account, amount]) => [account, amount + 0]));

const following = (state: LoanState, event: LoanEvent): LoanState => apply(state, event);

const repaid = (id: string, on: IsoDate, amount: number): LoanEvent => ({
  type: 'repaid',
  id,
  on,
  amountFen: fen(amount),
});

/** Compares texts first: a deep comparison of ten thousand pairs would take minutes. */
function expectSame(left: LoanState | undefined, right: LoanState | undefined): void {
  const [ours, theirs] = [withoutLog(left), withoutLog(right)];
  if (JSON.stringify(ours) !== JSON.stringify(theirs)) {
    expect(ours).toEqual(theirs);
  }
}

/** What anybody can see of a loan, today and half a year later. */
function expectSameOutlook(left: LoanState, right: LoanState, on: IsoDate): void {
  const outlook = (state: LoanState) => {
    const later = addDays(on, 183);
    return [
      loanView(state, on),
      loanView(state, later),
      payoffQuote(state, later),
      withoutMinusZero(loanBooks(state)),
    ];
  };
  const [ours, theirs] = [outlook(left), outlook(right)];
  if (JSON.stringify(ours) !== JSON.stringify(theirs)) {
    expect(ours).toEqual(theirs);
  }
}

const withoutLog = (state: LoanState | undefined) => ({ ...state, events: [] });

type Row = LoanState['rows'][number];

const sumRows = (state: LoanState, amount: (row: Row) => number): number =>
  state.rows.reduce((sum, row) => sum + amount(row), 0);

const partsOf = (parts: Row['paid']): number =>
  parts.principal + parts.interest + parts.fees + parts.penalty;

const dueDates = (state: LoanState): readonly IsoDate[] =>
  state.rows.filter(({ kind }) => kind === 'instalment').map(({ dueOn }) => dueOn);

const highestInstalment = (state: LoanState, on: IsoDate): number =>
  Math.max(
    0,
    ...state.rows
      .filter((row) => row.kind === 'instalment' && row.dueOn > on)
      .map((row) => row.due.principal + row.due.interest),
  );

/** Cheaper than an expectation, ten thousand lives long. */
function hold(claim: boolean, words: string): void {
  if (!claim) throw new Error(`not so: ${words}`);
}
