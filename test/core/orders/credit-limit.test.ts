import * as fc from 'fast-check';
import { fen } from '../../../lambdas/core/money';
import {
  availableFen,
  type CreditLimit,
  cancelReservation,
  emptyCreditLimit,
  freeze,
  grant,
  release,
  reserve,
  reservedFen,
  unfreeze,
  use,
  usedFen,
} from '../../../lambdas/core/orders/credit-limit';

describe('a credit limit', () => {
  it('goes from granted over reserved and used back to released', () => {
    const granted = ok(grant(emptyCreditLimit, fen(100_000)));
    const reserved = ok(reserve(granted, 'order-1', fen(60_000)));
    const used = ok(use(reserved, 'order-1', 'loan-1'));
    const released = ok(release(used, 'loan-1', fen(25_000)));

    expect([granted, reserved, used, released].map(availableFen)).toEqual([
      100_000, 40_000, 40_000, 65_000,
    ]);
    expect(ok(release(released, 'loan-1', fen(35_000)))).toEqual(granted);
  });

  it('gives back what an order held that came to nothing', () => {
    const granted = ok(grant(emptyCreditLimit, fen(1_000)));
    const reserved = ok(reserve(granted, 'order-1', fen(1_000)));
    expect(ok(cancelReservation(reserved, 'order-1'))).toEqual(granted);
  });

  it('cut below its use stops new orders, and never shows less than nothing', () => {
    const used = ok(use(ok(reserve(limitOf(1_000), 'o', fen(800))), 'o', 'l'));
    const cut = ok(grant(used, fen(500)));
    expect(availableFen(cut)).toBe(0);
    expect(reserve(cut, 'p', fen(1))).toMatchObject({ error: { code: 'limitExceeded' } });
  });

  it('frozen takes no order, and is as before when thawed', () => {
    const limit = limitOf(1_000);
    expect(reserve(freeze(limit), 'o', fen(1))).toMatchObject({ error: { code: 'limitFrozen' } });
    expect(availableFen(freeze(limit))).toBe(0);
    expect(unfreeze(freeze(limit))).toEqual(limit);
  });

  it.each([
    ['more than is left', reserve(limitOf(1_000), 'o', fen(1_001)), 'limitExceeded'],
    ['nothing', reserve(limitOf(1_000), 'o', fen(0)), 'amountNotPositive'],
    [
      'one order twice',
      reserve(ok(reserve(limitOf(9), 'o', fen(1))), 'o', fen(1)),
      'alreadyReserved',
    ],
    ['what no order holds', use(limitOf(1_000), 'o', 'l'), 'notReserved'],
    ['to give back what no order holds', cancelReservation(limitOf(1), 'o'), 'notReserved'],
    ['what no loan uses', release(limitOf(1_000), 'l', fen(1)), 'notUsed'],
    ['names of the language', use(limitOf(1_000), 'constructor', 'l'), 'notReserved'],
    ['a negative limit', grant(emptyCreditLimit, fen(-1)), 'amountNotPositive'],
  ])('refuses %s', (_, answer, code) => {
    expect(answer).toMatchObject({ ok: false, error: { code } });
  });

  it('is never exceeded by any order of orders, payouts, repayments and cancellations', () => {
    const step = fc.record({
      act: fc.constantFrom('reserve', 'cancel', 'use', 'release'),
      who: fc.nat({ max: 4 }).map(String),
      amount: fc.integer({ min: 1, max: 600 }),
    });
    fc.assert(
      fc.property(fc.nat({ max: 1_000 }), fc.array(step, { maxLength: 30 }), (granted, steps) => {
        let limit = limitOf(granted);
        for (const { act, who, amount } of steps) {
          const acts = {
            reserve: () => reserve(limit, who, fen(amount)),
            cancel: () => cancelReservation(limit, who),
            use: () => use(limit, who, `loan-${who}`),
            release: () => release(limit, `loan-${who}`, fen(amount)),
          };
          const answer = acts[act]();
          limit = answer.ok ? answer.value : limit;
          const taken = reservedFen(limit) + usedFen(limit);
          if (taken > granted || taken + availableFen(limit) !== granted) {
            throw new Error(`${taken} of ${granted} taken`);
          }
        }
      }),
      { numRuns: 10_000, seed: 20_261_122 },
    );
  });
});

function limitOf(amount: number): CreditLimit {
  return ok(grant(emptyCreditLimit, fen(amount)));
}

function ok<T>(result: { ok: true; value: T } | { ok: false; error: { message: string } }): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}
