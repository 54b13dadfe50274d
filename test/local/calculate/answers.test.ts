import { type Answer, answerLine, type Command } from '../../../local/calculate/answers';
import { explain, explanations } from '../../../local/calculate/explanation';
import { csv, table } from '../../../local/calculate/print';

const threeMonths = {
  principalFen: 1_000_000,
  annualRatePpm: 158_000,
  method: 'equalInstalments',
  instalments: 3,
  frequency: { unit: 'months', every: 1 },
  disbursedOn: '2026-01-31',
  dayCount: 'period',
  rounding: { mode: 'halfUp' },
};

function line(change: object): string {
  return JSON.stringify({ ...threeMonths, ...change });
}

describe('calculate', () => {
  it.each(Object.entries(explanations))('answers its own example of %s', (command, { example }) => {
    const answer = answerLine(command as Command, JSON.stringify(example));

    expect(answer).not.toHaveProperty('error');
    expect(explain(command as Command)).toContain(JSON.stringify(example));
  });

  it('answers a schedule with rows and totals to the fen', () => {
    const { rows, totals } = ask('schedule', threeMonths) as {
      rows: unknown[];
      totals: unknown;
    };

    expect(rows[2]).toEqual({
      n: 3,
      dueOn: '2026-04-30',
      principalFen: 337_704,
      interestFen: 4_446,
      totalFen: 342_150,
      balanceFen: 0,
    });
    expect(totals).toEqual({ principalFen: 1_000_000, interestFen: 26_448, totalFen: 1_026_448 });
  });

  it('names the fields it did not use, so that a typo is seen', () => {
    expect(ask('schedule', { ...threeMonths, ballonFen: 5 })).toMatchObject({
      ignored: ['ballonFen'],
    });
  });

  it('takes a field that is null as a field that is not there', () => {
    expect(ask('schedule', { ...threeMonths, balloonFen: null })).toEqual(
      ask('schedule', threeMonths),
    );
  });

  it.each([
    ['no JSON', '{', 'notJson'],
    ['a list', '[]', 'notAnObject'],
    ['nothing but null', 'null', 'notAnObject'],
    ['half a fen', JSON.stringify({ ...threeMonths, principalFen: 0.5 }), 'invalidInput'],
    ['an impossible day', line({ disbursedOn: '2025-02-29' }), 'invalidInput'],
    ['an unknown method', line({ method: 'guess' }), 'invalidInput'],
    ['no instalments', line({ instalments: 0 }), 'invalidTerms'],
    ['more money than can be counted', line({ principalFen: 9e15 }), 'invalidTerms'],
    ['an instalment below the interest', line({ instalmentFen: 100 }), 'instalmentTooSmall'],
  ])('refuses %s with a code', (_, text, code) => {
    expect(answerLine('schedule', text)).toMatchObject({ error: { code } });
  });

  it('refuses flows without a rate', () => {
    expect(ask('rate', { flows: [] })).toMatchObject({ error: { code: 'noRate' } });
    expect(ask('rate', { amountsFen: [-1, -2, -3] })).toMatchObject({ error: { code: 'noRate' } });
    expect(ask('rate', {})).toMatchObject({ error: { code: 'invalidInput' } });
  });

  it('annualises a periodic rate both ways', () => {
    const answer = ask('rate', { amountsFen: [-100, 102], periodsPerYear: 12 });

    expect(answer.perPeriod).toBeCloseTo(0.02, 12);
    expect(answer.nominal).toBeCloseTo(0.24, 12);
    expect(answer.effective).toBeCloseTo(0.268241794563, 12);
  });

  it('judges an offer with its fees, and says by which rule', () => {
    const offer = { ...threeMonths, institutionKind: 'licensedLender' };
    const dear = { ...offer, fees: [{ when: 'upfront', sharePpm: 20_000 }] };

    expect(ask('cap', offer)).toMatchObject({ verdict: 'within', cap: 0.24, reading: 'nominal' });
    expect(ask('cap', dear)).toMatchObject({
      verdict: 'over',
      ruleVersion: 'licensed-24-2025-10',
    });
    expect(ask('cap', { ...offer, on: '2020-01-01' })).toMatchObject({
      error: { code: 'noCapRule' },
    });
  });

  it('lives through a loan: each event with its rows and postings, refusals in their place', () => {
    const answer = ask('loan', {
      terms: threeMonths,
      events: [
        { on: '2026-02-28', type: 'repaid', amountFen: 342_149 },
        { on: '2026-03-01', type: 'recovered', amountFen: 1 },
        { on: '2026-03-31', type: 'paidOff' },
      ],
      asOf: '2026-04-01',
    }) as unknown as { events: Answer[]; status: string; payoff: { totalFen: number } };

    expect(answer.events).toMatchObject([
      { type: 'disbursed', status: 'repaying' },
      { type: 'repaid', rows: [{ status: 'paid', paid: { interestFen: 13_167 } }, {}, {}] },
      { error: { code: 'notWrittenOff' } },
      { type: 'paidOff', status: 'settled' },
    ]);
    for (const event of answer.events) {
      const { postings = [] } = event as { postings?: { amountFen: number }[] };
      expect(postings.reduce((sum, { amountFen }) => sum + amountFen, 0)).toBe(0);
    }
    expect(answer).toMatchObject({ status: 'settled', payoff: { totalFen: 0 } });
  });

  it('shows an earlier day as it was known then', () => {
    const life = {
      terms: threeMonths,
      events: [{ on: '2026-03-10', type: 'paidOff' }],
    };
    expect(ask('loan', { ...life, asOf: '2026-03-09' })).toMatchObject({ status: 'overdue' });
    expect(ask('loan', { ...life, asOf: '2026-03-10' })).toMatchObject({ status: 'settled' });
  });

  it('names the event that lacks a field', () => {
    const life = { terms: threeMonths, events: [{ on: '2026-03-10', type: 'repaid' }] };
    expect(ask('loan', life)).toMatchObject({
      error: { code: 'invalidInput', message: 'events.1.amountFen: is missing' },
    });
  });

  it('prints a table for reading, in yuan', () => {
    const [heads, , first] = table(ask('schedule', threeMonths)).split('\n');
    expect(heads?.trim().split(/\s+/)).toEqual([
      'n',
      'dueOn',
      'principal',
      'interest',
      'total',
      'balance',
    ]);
    expect(first?.trim().split(/\s+/)).toEqual([
      '1',
      '2026-02-28',
      '3289.82',
      '131.67',
      '3421.49',
      '6710.18',
    ]);
  });

  it('prints a spreadsheet, in fen, its head once', () => {
    const answer = ask('schedule', threeMonths);
    const [head, first] = csv(answer, true).split('\n');
    expect(head).toBe('n,dueOn,principalFen,interestFen,totalFen,balanceFen');
    expect(first).toBe('1,2026-02-28,328982,13167,342149,671018');
    expect(csv(answer, false).split('\n')).toHaveLength(3);
  });
});

const ask = (command: Command, input: object) =>
  answerLine(command, JSON.stringify(input)) as Record<string, unknown>;
