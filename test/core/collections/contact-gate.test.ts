/** The contact gate against a slow and simple reading of the same rules. */
import * as fc from 'fast-check';
import { isoDate } from '../../../lambdas/core/calendar';
import {
  type ContactFacts,
  type ContactQuestion,
  decideContact,
  type GateReason,
  type PastContact,
} from '../../../lambdas/core/collections/contact-gate';
import {
  type ContactRules,
  readContactRules,
} from '../../../lambdas/core/collections/contact-rules';
import rulesData from '../../../models/collections/contact-rules.json';
import { oracleReasons } from './contact-oracle';

const read = readContactRules(rulesData);
if (!read.ok) throw new Error(read.error.message);
const rules = read.value;
const [gbt] = rules as [ContactRules];

const minute = 60_000;
const hour = 60 * minute;
/** Monday, 23 November 2026, ten in the morning in China. */
const monday = Date.UTC(2026, 10, 23, 2);

describe('the contact gate', () => {
  it.each([
    ['07:59:59.999', false],
    ['08:00:00.000', true],
    ['21:59:59.999', true],
    ['22:00:00.000', false],
    ['03:00:00.000', false],
  ])('at %s in China answers %s', (time, allowed) => {
    const atMillis = Date.parse(`2026-11-23T${time}+08:00`);
    expect(ask({ atMillis }).allowed).toBe(allowed);
  });

  it('names the next morning when it is night', () => {
    const atMillis = Date.parse('2026-11-23T23:30:00+08:00');
    expect(ask({ atMillis })).toEqual({
      allowed: false,
      reasons: ['quietHours'],
      rulesVersion: 'gbt-45251-2025-1',
      nextAllowedMillis: Date.parse('2026-11-24T08:00:00+08:00'),
    });
  });

  it('keeps to the hours that the debtor lives by, wherever that is', () => {
    const standing = { timeZone: 'Europe/Berlin' };
    // Ten in the morning in China is three at night in Berlin.
    expect(ask({}, { standing })).toMatchObject({
      reasons: ['quietHours'],
      nextAllowedMillis: Date.parse('2026-11-23T08:00:00+01:00'),
    });
  });

  it('lets a contact through at hours to which the debtor has agreed', () => {
    const atMillis = Date.parse('2026-11-23T22:30:00+08:00');
    const agreedHours = { fromMinute: 22 * 60, toMinute: 23 * 60 };
    expect(ask({ atMillis }, { standing: { agreedHours } }).allowed).toBe(true);
    expect(ask({ atMillis: atMillis + hour }, { standing: { agreedHours } }).allowed).toBe(false);
  });

  it('reaches the debtor and nobody else', () => {
    expect(reasonsOf(ask({ recipientId: 'cus_somebodyelse' }))).toEqual(['notTheDebtor']);
  });

  it.each([
    [{ doNotContact: true }, 'doNotContact'],
    [{ declinedChannels: ['person'] as const }, 'channelDeclined'],
    [{ deceased: true }, 'deceased'],
    [{ legalHold: true }, 'legalHold'],
    [{ deletionScheduled: true }, 'deletionScheduled'],
    [{ stops: [{ kind: 'dispute', loanId: 'loan_a' }] as const }, 'dispute'],
    [{ stops: [{ kind: 'hardship', loanId: 'loan_a' }] as const }, 'hardshipPlan'],
  ])('refuses for good while %j', (standing, reason) => {
    const refused = ask({}, { standing });
    expect(reasonsOf(refused)).toEqual([reason]);
    expect(refused).not.toHaveProperty('nextAllowedMillis');
  });

  it('rests while a promise stands, and no longer', () => {
    const untilMillis = monday + 26 * hour;
    const standing = { stops: [{ kind: 'promise', loanId: 'loan_a', untilMillis }] as const };
    expect(ask({}, { standing })).toMatchObject({
      reasons: ['promiseStanding'],
      nextAllowedMillis: untilMillis,
    });
    expect(ask({ atMillis: untilMillis }, { standing }).allowed).toBe(true);
    expect(ask({ loanId: 'loan_b' }, { standing }).allowed).toBe(true);
  });

  it('does not dial a number that is not the debtor’s', () => {
    expect(reasonsOf(ask({}, { wrongNumber: true }))).toEqual(['wrongNumber']);
  });

  it('allows three answered calls a day, and the fourth the next morning', () => {
    const history = called(3, 'answered');
    expect(ask({}, { history })).toMatchObject({
      reasons: ['effectiveCallsUsedUp'],
      nextAllowedMillis: Date.parse('2026-11-24T08:00:00+08:00'),
    });
    expect(ask({}, { history: called(2, 'answered') }).allowed).toBe(true);
    expect(ask({}, { history: called(3, 'unanswered') }).allowed).toBe(true);
  });

  it('allows six unanswered dials to a number a day, whoever it belonged to', () => {
    expect(reasonsOf(ask({}, { dials: called(6, 'unanswered') }))).toEqual([
      'unansweredDialsUsedUp',
    ]);
    expect(ask({}, { dials: called(5, 'unanswered') }).allowed).toBe(true);
    expect(ask({}, { dials: called(6, 'answered') }).allowed).toBe(true);
  });

  it('counts a dial whose end is not known as answered and as unanswered', () => {
    const pending = called(3, 'pending');
    expect(reasonsOf(ask({}, { history: pending }))).toEqual(['effectiveCallsUsedUp']);
    const dials = [...called(3, 'unanswered'), ...pending];
    expect(reasonsOf(ask({}, { dials }))).toEqual(['unansweredDialsUsedUp']);
  });

  it('limits messages by day, by week and in between', () => {
    const sms = (...hoursAgo: number[]): PastContact[] =>
      hoursAgo.map((ago) => ({ atMillis: monday - ago * hour, channel: 'sms' }));
    const send = (history: PastContact[]) => ask({ channel: 'sms' }, { history });
    expect(send(sms(1))).toMatchObject({
      reasons: ['smsTooSoon'],
      nextAllowedMillis: monday + 2 * hour,
    });
    expect(reasonsOf(send(sms(8, 9)))).toEqual(['smsPerDayUsedUp']);
    const week = sms(24, 30, 50, 60, 80, 100, 120);
    expect(send(week)).toMatchObject({
      reasons: ['smsPerSevenDaysUsedUp'],
      nextAllowedMillis: monday + 48 * hour,
    });
  });

  it('refuses where no rules are in force, and waits for those to come', () => {
    const atMillis = Date.parse('2025-02-27T12:00:00+08:00');
    expect(ask({ atMillis })).toEqual({
      allowed: false,
      reasons: ['noRulesInForce'],
      nextAllowedMillis: Date.parse('2025-02-28T08:00:00+08:00'),
    });
    expect(decideContact([], question(), facts())).toEqual({
      allowed: false,
      reasons: ['noRulesInForce'],
    });
  });

  it('goes by the version in force on the day', () => {
    const stricter: ContactRules = {
      ...gbt,
      version: 'stricter',
      from: isoDate('2026-11-24'),
      effectiveCallsPerDay: 1,
    };
    const history = called(1, 'answered');
    const before = decideContact([gbt, stricter], question(), facts({ history }));
    expect(before).toEqual({ allowed: true, rulesVersion: 'gbt-45251-2025-1' });
    const atMillis = monday + 24 * hour;
    const later = history.map((past) => ({ ...past, atMillis: atMillis - hour }));
    const after = decideContact([gbt, stricter], question({ atMillis }), facts({ history: later }));
    expect(after).toMatchObject({ reasons: ['effectiveCallsUsedUp'], rulesVersion: 'stricter' });
  });
});

describe('rules that are wrong', () => {
  it.each([
    [{ timeZone: 'Asia/Nowhere' }, /timeZone/],
    [{ allowedHours: { from: '22:00', to: '08:00' } }, /allowedHours/],
    [{ effectiveCallsPerDay: 0 }, /limit/],
    [{ keptMonths: 59 }, /five years/],
    [{ from: '2025-02-30' }, /from/],
  ])('are not read: %j', (over, message) => {
    const wrong = readContactRules([{ ...rulesData[0]!, ...over }]);
    expect(wrong).toMatchObject({ ok: false, error: { message: expect.stringMatching(message) } });
  });

  it('must be in the order of their days', () => {
    expect(readContactRules([rulesData[0]!, rulesData[0]!]).ok).toBe(false);
    expect(readContactRules([]).ok).toBe(false);
  });
});

describe('for any clock, zone and history', () => {
  const runs = 2_000;
  const casesPerRun = 50;

  it(`the gate and a plain reading of the rules agree, ${runs * casesPerRun} times`, () => {
    let allowed = 0;
    const refusedFor = new Set<GateReason>();
    const oneRun = fc.property(fc.integer(), (seed) => {
      const chance = chanceOf(seed);
      for (let count = 0; count < casesPerRun; count++) {
        const asked = anyCase(chance);
        const decision = decideContact(asked.rules, asked.question, asked.facts);
        const reasons = oracleReasons(asked.rules, asked.question, asked.facts);
        expectSame(reasonsOf(decision), reasons, asked);
        if (decision.allowed) allowed += 1;
        else {
          for (const reason of decision.reasons) refusedFor.add(reason);
          if (count % 10 === 0) expectEarliest(asked, decision.nextAllowedMillis, chance);
        }
      }
    });
    fc.assert(oneRun, { numRuns: runs });
    // Neither side of the gate is left out.
    expect(allowed).toBeGreaterThan((runs * casesPerRun) / 20);
    expect(refusedFor.size).toBe(17);
  });
});

interface AskedCase {
  readonly rules: readonly ContactRules[];
  readonly question: ContactQuestion;
  readonly facts: ContactFacts;
}

/** `expect` is slow for what is asked a hundred thousand times. */
function expectSame(left: readonly string[], right: readonly string[], asked: AskedCase): void {
  if (left.join() === right.join()) return;
  throw new Error(`the gate says ${left}, the rules ${right}: ${JSON.stringify(asked)}`);
}

/** At the instant that was named it is allowed, and at none before. */
function expectEarliest(asked: AskedCase, next: number | undefined, chance: Chance): void {
  const { atMillis } = asked.question;
  const at = (instant: number) =>
    oracleReasons(asked.rules, { ...asked.question, atMillis: instant }, asked.facts);
  const last = next === undefined ? atMillis + 400 * 24 * hour : next - 1;
  if (next !== undefined) expectSame([], at(next), asked);
  for (const instant of [
    last,
    atMillis + chance(last - atMillis),
    atMillis + chance(last - atMillis),
  ])
    if (at(instant).length === 0)
      throw new Error(`${instant} was allowed already: ${JSON.stringify(asked)}`);
}

/** A whole number from 0 up to and including `most`. */
type Chance = (most: number) => number;

/** Mulberry32: small, fast, and the same from the same seed. */
function chanceOf(seed: number): Chance {
  let state = seed | 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return (most) => Math.floor(next() * (most + 1));
}

/** Half hours, quarters, southern summers, clocks that move by half an hour or at midnight. */
const zones = [
  undefined,
  'Asia/Shanghai',
  'Asia/Kathmandu',
  'America/St_Johns',
  'America/New_York',
  'Australia/Lord_Howe',
  'Africa/Cairo',
  'America/Havana',
  'Pacific/Apia',
  'Europe/London',
] as const;

function anyCase(chance: Chance): AskedCase {
  const often = () => chance(9) > 0;
  const rarely = () => chance(39) === 0;
  const atMillis = Date.UTC(2025, 1, 20) + chance(900 * 24 * 60) * minute + chance(minute);
  const channel = (['sms', 'voiceRobot', 'person'] as const)[chance(2)]!;
  const zone = zones[chance(zones.length - 1)];
  const past = (): PastContact => ({
    atMillis: atMillis - chance(often() ? 18 * hour : 9 * 24 * hour),
    channel: (['sms', 'voiceRobot', 'person'] as const)[chance(2)]!,
    result: (['pending', 'answered', 'unanswered', 'notPlaced'] as const)[chance(3)]!,
  });
  const many = (most: number) => Array.from({ length: chance(most) }, past);
  const stop = () => ({
    kind: (['dispute', 'promise', 'hardship'] as const)[chance(2)]!,
    loanId: chance(1) ? 'loan_a' : 'loan_b',
    ...(often() && { untilMillis: atMillis + chance(200 * hour) - 100 * hour }),
  });
  return {
    rules: chance(3) ? rules : twoVersions,
    question: {
      channel,
      recipientId: rarely() ? 'cus_somebodyelse' : 'cus_debtor',
      loanId: 'loan_a',
      atMillis,
    },
    facts: {
      standing: {
        customerId: 'cus_debtor',
        ...(zone && { timeZone: zone }),
        ...(chance(4) === 0 && { agreedHours: anyWindow(chance) }),
        doNotContact: rarely(),
        declinedChannels: rarely() ? [channel] : [],
        deceased: rarely(),
        legalHold: rarely(),
        deletionScheduled: rarely(),
        stops: chance(4) ? [] : [stop(), stop()],
      },
      history: many(6),
      dials: many(9),
      wrongNumber: rarely(),
    },
  };
}

function anyWindow(chance: Chance) {
  const fromMinute = chance(23 * 60);
  return { fromMinute, toMinute: fromMinute + 1 + chance(24 * 60 - fromMinute - 1) };
}

const twoVersions: readonly ContactRules[] = [
  gbt,
  {
    ...gbt,
    version: 'looser',
    from: isoDate('2026-03-01'),
    allowedHours: { fromMinute: 7 * 60 + 30, toMinute: 24 * 60 },
    effectiveCallsPerDay: 5,
    unansweredDialsPerNumberPerDay: 2,
    sms: { perDay: 4, perSevenDays: 5, minutesBetween: 30 },
  },
];

const question = (over: Partial<ContactQuestion> = {}): ContactQuestion => ({
  channel: 'person',
  recipientId: 'cus_debtor',
  loanId: 'loan_a',
  atMillis: monday,
  ...over,
});

interface FactsOver extends Partial<Omit<ContactFacts, 'standing'>> {
  readonly standing?: Partial<ContactFacts['standing']>;
}

const facts = ({ standing, ...over }: FactsOver = {}): ContactFacts => ({
  standing: { customerId: 'cus_debtor', stops: [], ...standing },
  history: [],
  dials: [],
  ...over,
});

const ask = (over: Partial<ContactQuestion>, more: FactsOver = {}) =>
  decideContact(rules, question(over), facts(more));

const reasonsOf = (decision: ReturnType<typeof decideContact>): readonly GateReason[] =>
  decision.allowed ? [] : decision.reasons;

/** Calls of this morning, a minute apart. */
const called = (count: number, result: PastContact['result']): PastContact[] =>
  Array.from({ length: count }, (_, n) => ({
    atMillis: monday - (n + 1) * minute,
    channel: 'person',
    ...(result && { result }),
  }));
