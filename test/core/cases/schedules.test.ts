import { schedule } from '../../../lambdas/core/repayment/schedule';
import { answerLine } from '../../../local/calculate/answers';
import { chineseCases, chineseTerms, fineractCases, fineractTerms, sameCells } from './case-terms';

/** Fineract schedules left out, each with its reason; everything else is met to the fen. */
const fineractLeftOut: Readonly<Record<string, string>> = {};

const chineseLeftOut: Readonly<Record<string, string>> = {
  S02: 'the last interest is made up as instalment less principal, not computed',
  L05: 'each shown figure is rounded alone: instalment less interest is not its principal',
  L06: 'the shown total is computed unrounded and is not the sum of the rows',
  N01: 'rounding errors of interest are carried from row to row',
  M07: 'interest is capitalised every month: compound interest is not charged here',
};

const schedules = fineractCases.filter(
  ({ kind, fit, id }) => kind === 'schedule' && !id.startsWith('U-RATE') && fit !== '',
);

describe('schedules of Apache Fineract', () => {
  it.each(
    schedules
      .filter(({ id }) => !(id in fineractLeftOut))
      .map((each) => [each.id, each.title, each] as const),
  )('meets %s to the fen: %s', (_id, _title, each) => {
    const plan = schedule(fineractTerms(each));
    if (!plan.ok) throw new Error(plan.error.message);
    const [expected] = each.expected;
    for (const row of expected?.rows ?? []) {
      const [ours, theirs] = sameCells(row, plan.value.rows[row.n - 1]);
      expect(ours).toEqual(theirs);
    }
    expect(plan.value.rows.at(-1)?.n).toBe(expected?.rows.at(-1)?.n);
    const { principalFen, interestFen } = plan.value.totals;
    const totals = expected?.totals ?? {};
    expect({ principalFen, interestFen }).toEqual({
      principalFen: totals.principalFen ?? principalFen,
      interestFen: totals.interestFen ?? interestFen,
    });
  });

  it.each(
    fineractCases
      .filter(({ kind }) => kind === 'due_dates')
      .map((each) => [each.id, each] as const),
  )('falls due on the days of %s', (_id, each) => {
    const terms = { ...fineractTerms(each), ...anyLoan };
    const plan = schedule(terms);
    expect(plan.ok && plan.value.rows.map(({ dueOn }) => dueOn)).toEqual(
      each.expected[0]?.rows.map(({ dueOn }) => dueOn),
    );
  });

  it('leaves out only cases that exist', () => {
    const ids = new Set(fineractCases.map(({ id }) => id));
    expect(Object.keys(fineractLeftOut).filter((id) => !ids.has(id))).toEqual([]);
  });
});

describe('the command line', () => {
  it.each([
    ...schedules.map((each) => [each.id, fineractTerms(each)] as const),
    ...chineseCases.map((each) => [each.id, chineseTerms(each)] as const),
  ])('answers %s as the core does', (_id, terms) => {
    const plan = schedule(terms);
    expect(answerLine('schedule', JSON.stringify(terms))).toEqual(plan.ok ? plan.value : {});
  });
});

describe('schedules of the four Chinese methods', () => {
  it.each(
    chineseCases
      .filter(({ id }) => !(id in chineseLeftOut))
      .map((each) => [each.id, each.title, each] as const),
  )('meets %s to the fen: %s', (_id, _title, each) => {
    const plan = schedule(chineseTerms(each));
    if (!plan.ok) throw new Error(plan.error.message);
    for (const row of each.rows) {
      const [ours, theirs] = sameCells(row, plan.value.rows[row.n - 1]);
      expect(ours).toEqual(theirs);
    }
    const { totals } = plan.value;
    const [ours, theirs] = sameCells({ n: 0, ...each.totals }, { n: 0, ...totals });
    expect(ours).toEqual(theirs);
  });

  it('leaves out only cases that exist', () => {
    const ids = new Set(chineseCases.map(({ id }) => id));
    expect(Object.keys(chineseLeftOut).filter((id) => !ids.has(id))).toEqual([]);
  });
});

const anyLoan = {
  principalFen: 1_000_000,
  annualRatePpm: 0,
  dayCount: 'period',
  method: 'equalPrincipal',
  rounding: { mode: 'halfUp' },
} as unknown as Partial<ReturnType<typeof fineractTerms>>;
