/** Closing an order: why it ended, and what happens to the limit it held. */
import { fen } from '../../../lambdas/core/money';
import { type ClosingCause, closing } from '../../../lambdas/core/orders/closing';
import { orderStates } from '../../../lambdas/core/orders/order';
import { aLimit, anOrder } from '../../support/orders';

const now = Date.UTC(2026, 10, 23);

describe('closing an order', () => {
  it.each([
    ['identityIncomplete', 'pendingReview', 'rejected', 'OrderRejected'],
    ['decision', 'pendingReview', 'rejected', 'OrderRejected'],
    ['reviewDeclined', 'pendingReview', 'rejected', 'OrderRejected'],
    ['reviewExpired', 'pendingReview', 'expired', 'OrderExpired'],
    ['offerExpired', 'approved', 'expired', 'OrderExpired'],
    ['disbursementFailed', 'pendingDisbursement', 'disbursementFailed', 'OrderDisbursementFailed'],
  ] as const)('because of %s, out of %s, ends as %s', (cause, state, ended, event) => {
    const closed = closing(anOrder({ state }), undefined, cause, ['scoreTooLow'], now);

    expect(closed).toMatchObject({ ok: true, value: { order: { state: ended }, event } });
    expect(closed.ok && closed.value.order.reasons).toEqual([
      cause === 'decision' ? 'scoreTooLow' : cause,
    ]);
  });

  it('gives back what the order held, and nothing of another order', () => {
    const order = anOrder({ state: 'pendingDisbursement' });
    const limit = aLimit(3_000_000, {
      reservations: { [order.orderId]: fen(1_000_000), ord_other: fen(500_000) },
    });

    const closed = closing(order, limit, 'disbursementFailed', [], now);

    expect(closed.ok && closed.value.limit?.ledger.reservations).toEqual({ ord_other: 500_000 });
  });

  it('leaves a limit alone of which the order held nothing', () => {
    const closed = closing(anOrder(), aLimit(), 'reviewDeclined', [], now);

    expect(closed.ok && closed.value).not.toHaveProperty('limit');
  });

  it('never closes an order whose money may be on its way, except by its failure', () => {
    const signed = anOrder({ state: 'pendingDisbursement' });
    const causes: ClosingCause[] = [
      'identityIncomplete',
      'decision',
      'reviewDeclined',
      'reviewExpired',
      'offerExpired',
    ];

    for (const cause of causes) expect(closing(signed, undefined, cause, [], now).ok).toBe(false);
  });

  it('never closes what runs or is closed', () => {
    const beyond = orderStates.filter(
      (state) => !['pendingReview', 'approved', 'pendingDisbursement'].includes(state),
    );

    for (const state of beyond)
      for (const cause of ['decision', 'offerExpired', 'disbursementFailed'] as const)
        expect(closing(anOrder({ state }), undefined, cause, [], now).ok).toBe(false);
  });
});
