/** Limits: what a decision grants, and what it leaves as it is. */
import { MemoryStore } from '../../../lambdas/adapters/memory-store';
import { isoDate } from '../../../lambdas/core/calendar';
import { fen } from '../../../lambdas/core/money';
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
      status: 'declined',
      ledger: { grantedFen: 0 },
      reasons: ['factMissing'],
    });
    expect(limitOf({}, { absent: { bureau: 'timeout' } })).toMatchObject({
      status: 'declined',
      reasons: ['sourceUnavailable'],
    });
  });
});

function limitOf(known: Known, circumstance: Circumstance, current?: ReturnType<typeof aLimit>) {
  const { decision } = decide(policy, anApplication(known, circumstance, { stage: 'limit' }));
  return limitFrom(decision, current, 'cus_one', isoDate('2026-11-22'), 12);
}
