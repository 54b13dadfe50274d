/** Limits and facts: what a decision grants, and what is known of who applies. */
import { isoDate } from '../../../lambdas/core/calendar';
import { fen } from '../../../lambdas/core/money';
import { assess } from '../../../lambdas/core/risk/assessment';
import { type Facts, factsOf } from '../../../lambdas/core/risk/facts';
import { limitFrom } from '../../../lambdas/core/risk/limit';
import { openRiskModels } from '../../../lambdas/platform/composition/risk-models';
import { aLimit } from '../../support/orders';

const models = openRiskModels();

const solid: Facts = {
  ageYears: 30,
  monthlyIncomeFen: 1_000_000,
  monthlyDebtFen: 0,
  employedMonths: 36,
  debtServicePpm: 0,
  ordersLastDay: 0,
  overdueOrders: 0,
  settledOrders: 0,
};

describe('a limit', () => {
  it('keeps what is reserved and used, whatever is decided anew', () => {
    const inUse = aLimit(2_000_000, { usages: { loan_one: fen(1_500_000) } });
    const declined = limitOf(assess(models, 'limit', { ...solid, overdueOrders: 1 }), inUse);

    expect(declined).toMatchObject({
      status: 'declined',
      ledger: { grantedFen: 0, usages: { loan_one: 1_500_000 } },
      reasons: ['loanOverdue'],
    });
    expect(declined).not.toHaveProperty('grade');
  });

  it('stays frozen when it is granted anew', () => {
    const frozen = aLimit(2_000_000, { frozen: true });

    expect(limitOf(assess(models, 'limit', solid), frozen).ledger).toMatchObject({
      grantedFen: 4_000_000,
      frozen: true,
    });
  });
});

describe('the facts of an applicant', () => {
  const means = {
    monthlyIncomeFen: 900_000,
    monthlyDebtFen: 90_000,
    employment: 'x',
    employedMonths: 1,
  };
  const history = {
    ordersLastDay: 1,
    overdueOrders: 2,
    settledOrders: 3,
    openInstalmentsFen: 10_000,
  };

  it('count all debts against the income: elsewhere, here and the one asked for', () => {
    expect(factsOf(30, means, history, 80_000)).toEqual({
      ageYears: 30,
      monthlyIncomeFen: 900_000,
      monthlyDebtFen: 90_000,
      employedMonths: 1,
      debtServicePpm: 200_000,
      ordersLastDay: 1,
      overdueOrders: 2,
      settledOrders: 3,
    });
  });

  it('know no debt service where there is no income', () => {
    expect(factsOf(30, { ...means, monthlyIncomeFen: 0 }, history, 0)).not.toHaveProperty(
      'debtServicePpm',
    );
  });
});

const limitOf = (assessment: ReturnType<typeof assess>, current?: ReturnType<typeof aLimit>) =>
  limitFrom(assessment, current, 'cus_one', isoDate('2026-11-22'), 12);
