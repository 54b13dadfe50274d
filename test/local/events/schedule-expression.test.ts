/** Schedules fire when EventBridge would. */
import fc from 'fast-check';
import { readSchedule } from '../../../local/events/schedule-expression';

const start = Date.parse('2026-11-22T10:30:30Z');

const firings = (expression: string, zone: string, count: number, from = start): string[] => {
  const next = readSchedule(expression, zone, from);
  const instants: string[] = [];
  for (let at = next(from); at !== undefined && instants.length < count; at = next(at)) {
    instants.push(new Date(at).toISOString().slice(0, 16));
  }
  return instants;
};

describe('cron', () => {
  it.each([
    ['10 0 * * ? *', 'Asia/Shanghai', ['2026-11-22T16:10', '2026-11-23T16:10']],
    ['0 9 ? * MON-FRI *', 'UTC', ['2026-11-23T09:00', '2026-11-24T09:00']],
    ['*/20 10 * * ? *', 'UTC', ['2026-11-22T10:40', '2026-11-23T10:00', '2026-11-23T10:20']],
    ['5/30 11 * * ? *', 'UTC', ['2026-11-22T11:05', '2026-11-22T11:35']],
    ['0 0 L * ? *', 'UTC', ['2026-11-30T00:00', '2026-12-31T00:00', '2027-01-31T00:00']],
    ['0 0 1W * ? *', 'UTC', ['2026-12-01T00:00', '2027-01-01T00:00', '2027-02-01T00:00']],
    ['0 0 15W AUG ? *', 'UTC', ['2027-08-16T00:00', '2028-08-15T00:00']],
    ['0 0 ? * 6L *', 'UTC', ['2026-11-27T00:00', '2026-12-25T00:00']],
    ['0 0 ? * 2#1 *', 'UTC', ['2026-12-07T00:00', '2027-01-04T00:00']],
    ['0 0 29 2 ? *', 'UTC', ['2028-02-29T00:00', '2032-02-29T00:00']],
    ['0 0 1 1 ? 2030', 'UTC', ['2030-01-01T00:00']],
    ['0 0 31 2 ? *', 'UTC', []],
    ['0 0 1 1 ? 2020', 'UTC', []],
  ])('%s in %s', (fields, zone, expected) => {
    expect(firings(`cron(${fields})`, zone, Math.max(1, expected.length))).toEqual(expected);
  });

  it('leaves out an hour that summer time leaves out, and fires once in the doubled one', () => {
    const spring = Date.parse('2027-03-27T12:00:00Z');
    const autumn = Date.parse('2027-10-30T12:00:00Z');
    const daily = 'cron(30 2 * * ? *)';

    expect(firings(daily, 'Europe/Berlin', 2, spring)).toEqual([
      '2027-03-29T00:30',
      '2027-03-30T00:30',
    ]);
    expect(firings(daily, 'Europe/Berlin', 2, autumn)).toEqual([
      '2027-10-31T00:30',
      '2027-11-01T01:30',
    ]);
  });

  it.each([
    'cron(0 0 * * * *)',
    'cron(0 0 ? * ? *)',
    'cron(0 0 * * ?)',
    'cron(60 0 * * ? *)',
    'cron(0 24 * * ? *)',
    'cron(0 0 0 * ? *)',
    'cron(0 0 ? * 8 *)',
    'cron(0 0 ? * XYZ *)',
    'cron(10-5 0 * * ? *)',
    'rate(0 minutes)',
    'rate(5 weeks)',
    'every day',
    'at(tomorrow)',
  ])('refuses %s', (expression) => {
    expect(() => readSchedule(expression, 'UTC', start)).toThrow();
  });

  it('always answers a later instant that fits, and none between is left out', () => {
    const minutesOfDay = 24 * 60;
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 59 }),
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 0, max: 2 * 366 * minutesOfDay }),
        (minute, hour, offsetMinutes) => {
          const after = start + offsetMinutes * 60_000;
          const next = readSchedule(`cron(${minute} ${hour} * * ? *)`, 'UTC', start)(after) ?? 0;
          const at = new Date(next);
          expect([at.getUTCHours(), at.getUTCMinutes()]).toEqual([hour, minute]);
          expect(next).toBeGreaterThan(after);
          expect(next - after).toBeLessThanOrEqual(minutesOfDay * 60_000);
        },
      ),
    );
  });
});

describe('rate and at', () => {
  it('counts a rate from the start', () => {
    expect(firings('rate(5 minutes)', 'UTC', 2)).toEqual(['2026-11-22T10:35', '2026-11-22T10:40']);
    expect(firings('rate(1 day)', 'UTC', 1)).toEqual(['2026-11-23T10:30']);
  });

  it('fires once at an instant in its zone, and not if that has passed', () => {
    expect(firings('at(2026-12-01T08:00:00)', 'Asia/Shanghai', 2)).toEqual(['2026-12-01T00:00']);
    expect(firings('at(2026-11-01T08:00:00)', 'UTC', 2)).toEqual([]);
  });
});
