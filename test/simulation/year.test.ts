/** Months of loans lived on the real handlers with a faulty bank; `npm run simulate` lives more. */
import { simulate } from '../../local/simulation/year';

jest.setTimeout(300_000);

describe('60 loans over seven months, with faults in the bank', () => {
  it('end with balanced books, nothing unexplained, and each loan as its events give it', async () => {
    const lived = await simulate({ loans: 60, months: 7, seed: 'in the test' });

    expect(lived.differences).toEqual([]);
    expect(lived.wrongStates).toEqual([]);
    expect(lived.ledger).toMatchObject({ sumFen: 0, differs: 0 });
    expect(lived).toMatchObject({ ok: true, cases: 0 });
    // It was no idle year: money was lent and came back, some late, and the bank failed often.
    expect(lived.lent).toBeGreaterThan(50);
    expect(lived.settled).toBeGreaterThan(15);
    expect(lived.overdue).toBeGreaterThan(0);
    expect(Object.keys(lived.faults).sort()).toEqual([
      'delay',
      'fail',
      'hangUp',
      'lose',
      'repeat',
      'unavailable',
    ]);
  });
});
