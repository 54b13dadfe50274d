/** The B-card: what a loan's history says, and that paying worse never scores better. */
import * as fc from 'fast-check';
import { MemoryStore } from '../../../lambdas/adapters/memory-store';
import { addDays, type IsoDate, isoDate } from '../../../lambdas/core/calendar';
import { fen } from '../../../lambdas/core/money';
import { ratePpm } from '../../../lambdas/core/rate';
import { fold, type LoanEvent, type LoanState } from '../../../lambdas/core/repayment/loan';
import { defaultAllocation, type LoanTerms } from '../../../lambdas/core/repayment/loan-terms';
import {
  type BehaviourCard,
  type BehaviourFeatures,
  behaviourFeatures,
  behaviourScore,
  readBehaviourCard,
} from '../../../lambdas/core/risk/behaviour';
import { recordBehaviour, scoreMonth } from '../../../lambdas/core/risk/behaviour-record';
import { openBehaviourCards } from '../../../lambdas/platform/composition/policy-documents';
import document from '../../../models/risk/behaviour-card-1.json';

let card: BehaviourCard;
beforeAll(async () => {
  card = await openBehaviourCards(new MemoryStore({ now: () => 0 })).inForce(0);
});
const on = isoDate;

describe('the features of a loan', () => {
  it('of which nothing has been due yet leave its punctuality open', () => {
    expect(behaviourFeatures(aLoan(), on('2026-02-10'))).toEqual({
      daysPastDue: 0,
      recentDaysLate: null,
      worstDaysLate: null,
      instalmentsPaid: 0,
      repaidPpm: 0,
      termChanges: 0,
    });
  });

  it('count late days from the due day, also those within the days of grace', () => {
    const loan = aLoan(repaid('2026-02-28', 174_733), repaid('2026-04-02', 174_733));

    expect(behaviourFeatures(loan, on('2026-04-03'))).toMatchObject({
      daysPastDue: 0,
      recentDaysLate: 1,
      worstDaysLate: 2,
      instalmentsPaid: 2,
    });
  });

  it('know an instalment that is still owed as late by now', () => {
    expect(behaviourFeatures(aLoan(), on('2026-03-20'))).toMatchObject({
      daysPastDue: 20,
      worstDaysLate: 20,
      instalmentsPaid: 0,
    });
  });

  it('see a change of terms', () => {
    const loan = aLoan({ type: 'extended', id: 'rest', on: on('2026-02-20'), periods: 1 });

    expect(behaviourFeatures(loan, on('2026-02-20')).termChanges).toBe(1);
    expect(behaviourFeatures(loan, on('2026-02-19')).termChanges).toBe(0);
  });
});

describe('the behaviour score', () => {
  it('is of medium risk at first, of low after punctual months, of high when unpaid', () => {
    const punctual = aLoan(
      ...['2026-02-28', '2026-03-31', '2026-04-30'].map((day) => repaid(day, 174_733)),
    );
    const riskOf = (loan: LoanState, day: string) =>
      behaviourScore(card, behaviourFeatures(loan, on(day))).risk;

    expect(riskOf(aLoan(), '2026-02-10')).toBe('medium');
    expect(riskOf(punctual, '2026-05-01')).toBe('low');
    expect(riskOf(aLoan(), '2026-04-15')).toBe('high');
  });

  it('never rises as days go by without a payment', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 0, max: 60 }),
        (days, more) => {
          const scoreOn = (day: IsoDate) =>
            behaviourScore(card, behaviourFeatures(aLoan(), day)).score;
          const day = addDays(on('2026-02-28'), days);

          expect(scoreOn(addDays(day, more))).toBeLessThanOrEqual(scoreOn(day));
        },
      ),
      { numRuns: 50 },
    );
  });

  it.each(['daysPastDue', 'recentDaysLate', 'worstDaysLate', 'termChanges'] as const)(
    'never rises with %s',
    (feature) => {
      fc.assert(
        fc.property(fc.nat(120), fc.nat(120), (value, more) => {
          const scoreOf = (days: number) =>
            behaviourScore(card, { ...steady, [feature]: days }).score;

          expect(scoreOf(value + more)).toBeLessThanOrEqual(scoreOf(value));
        }),
      );
    },
  );

  it('names what cost the most points', () => {
    const { reasons } = behaviourScore(card, { ...steady, daysPastDue: 40, worstDaysLate: 40 });

    expect(reasons.map(({ feature }) => feature).slice(0, 2)).toEqual([
      'daysPastDue',
      'worstDaysLate',
    ]);
  });
});

describe('the row of a month', () => {
  it('holds the score with its features and the card that gave it, once a month', () => {
    const record = scoreMonth(card, aLoan(), on('2026-03-20'));

    expect(record).toMatchObject({
      loanId: 'loan',
      month: '2026-03',
      scoredOn: '2026-03-20',
      risk: 'high',
      features: { daysPastDue: 20 },
      version: 'behaviour-1',
      cardHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(recordBehaviour(record, 'cus_1', 0)[0]).toMatchObject({
      kind: 'insert',
      item: { key: { table: 'risk', partition: 'BEHAVIOUR#loan', sort: '2026-03' } },
    });
  });
});

describe('a card', () => {
  it('that asks for what no loan has is refused', () => {
    const vars = { ...document.vars, sex: document.vars.termChanges };

    expect(readBehaviourCard({ ...document, vars })).toMatchObject({
      ok: false,
      error: { code: 'modelInvalid', message: expect.stringContaining('sex') },
    });
  });
});

const steady: BehaviourFeatures = {
  daysPastDue: 0,
  recentDaysLate: 0,
  worstDaysLate: 0,
  instalmentsPaid: 3,
  repaidPpm: 500_000,
  termChanges: 0,
};

/** 10,000 yuan over six months, 174,733 fen a month from 28 February on, three days of grace. */
function aLoan(...events: LoanEvent[]): LoanState {
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
    prepayment: { minimumFen: fen(10_000), effects: ['shorterTerm'], feePpm: 0 },
  };
  const payout = { id: 'payout', on: terms.disbursedOn, loanId: 'loan', terms };
  return fold([{ type: 'disbursed', ...payout }, ...events]);
}

const repaid = (day: string, amountFen: number): LoanEvent => ({
  type: 'repaid',
  id: `r${day}`,
  on: on(day),
  amountFen: fen(amountFen),
});
