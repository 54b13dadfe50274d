/** Limits: what a decision grants, and what it leaves as it is. */
import { MemoryStore } from '../../../lambdas/adapters/memory-store';
import { isoDate } from '../../../lambdas/core/calendar';
import { fen } from '../../../lambdas/core/money';
import { availableFen } from '../../../lambdas/core/orders/credit-limit';
import { decide } from '../../../lambdas/core/risk/decision/decision';
import type { Policy } from '../../../lambdas/core/risk/decision/policy';
import { limitFrom } from '../../../lambdas/core/risk/limit';
import { openPolicies } from '../../../lambdas/platform/composition/policies';
import { anApplication, type Circumstance, type Known } from '../../support/applications';
import { aLimit } from '../../support/orders';

const now = Date.UTC(2026, 10, 22, 2);
let policy: Policy;
beforeAll(async () => {
  policy = await openPolicies(new MemoryStore({ now: () => now })).policyFor('cus_a', now);
});

const bureauNeeded = { required: ['bureau'], absent: { bureau: 'down' } } as const;

const weak = { monthlyIncomeFen: 250_000, employedMonths: 8, debtServicePpm: 450_000 };

describe('a limit', () => {
  it('keeps what is reserved and used, whatever is decided anew', () => {
    const inUse = aLimit(2_000_000, { usages: { loan_one: fen(1_500_000) } });
    const declined = limitOf({ overdueOrders: 1 }, {}, inUse);

    expect(declined).toMatchObject({
      status: 'declined',
      ledger: { grantedFen: 0, usages: { loan_one: 1_500_000 } },
      reasons: ['loanOverdue'],
    });
    expect(declined).not.toHaveProperty('grade');
  });

  it('stays frozen when it is granted anew', () => {
    const frozen = aLimit(2_000_000, { frozen: true });

    expect(limitOf({}, {}, frozen).ledger).toMatchObject({ grantedFen: 4_000_000, frozen: true });
  });

  it('is not granted on what is not known, for nobody reviews one', () => {
    expect(limitOf({}, { missing: { employedMonths: 'notGiven' } })).toMatchObject({
      status: 'referred',
      ledger: { grantedFen: 0 },
      reasons: ['applicationReferred', 'factMissing'],
    });
    expect(limitOf({}, { absent: { bureau: 'timeout' } })).toMatchObject({
      status: 'referred',
      reasons: ['applicationReferred', 'sourceUnavailable'],
    });
  });

  it.each<[string, Known, Circumstance]>([
    ['a source was down', {}, { absent: { bureau: 'down' } }],
    ['a source was down without which all is declined', {}, { ...bureauNeeded }],
    ['a value was not known', {}, { missing: { employedMonths: 'notGiven' } }],
    ['a rule referred it', { onGreyList: true }, {}],
    ['a source was down and the score too low', weak, { absent: { device: 'wrong' } }],
  ])('that was granted stays to the letter when %s', (_, known, circumstance) => {
    const standing = aLimit(2_000_000, { usages: { loan_one: fen(1_500_000) } });

    expect(limitOf(known, circumstance, standing)).toBe(standing);
  });

  it.each<[string, Known, Circumstance]>([
    ['a score', weak, {}],
    ['a rule', { overdueOrders: 1 }, {}],
    ['a rule, whatever source was down beside it', { overdueOrders: 1 }, { ...bureauNeeded }],
  ])('that was granted is taken back, for what is not used, by %s that declines', (...declined) => {
    const [, known, circumstance] = declined;
    const standing = aLimit(2_000_000, { reservations: { ord_one: fen(200_000) } });
    const limit = limitOf(known, circumstance, standing);

    expect(limit).toMatchObject({
      status: 'declined',
      ledger: { grantedFen: 0, reservations: { ord_one: 200_000 } },
    });
    expect(availableFen(limit.ledger)).toBe(0);
    expect(limitOf({}, {}, limit)).toMatchObject({ status: 'granted' });
  });

  it('that was declined is told of as referred when the next application is', () => {
    const declined = limitOf({ overdueOrders: 1 }, {});

    expect(limitOf({}, { absent: { carrier: 'timeout' } }, declined).status).toBe('referred');
  });
});

function limitOf(known: Known, circumstance: Circumstance, current?: ReturnType<typeof aLimit>) {
  const { decision } = decide(policy, anApplication(known, circumstance, { stage: 'limit' }));
  return limitFrom(decision, current, 'cus_one', isoDate('2026-11-22'), 12);
}
