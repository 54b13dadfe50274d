/** The order's state machine, every state under every command: a table of what is legal. */
import * as fc from 'fast-check';
import {
  isClosed,
  type OrderCommand,
  type OrderState,
  orderCommands,
  orderStates,
  transition,
} from '../../../lambdas/core/orders/order';
import { advance, newOrder } from '../../../lambdas/core/orders/order-record';
import { anOrder } from '../../support/orders';

/** What is not in here is refused. */
const legal: readonly (readonly [OrderState, OrderCommand, OrderState])[] = [
  ['pendingReview', 'approve', 'approved'],
  ['pendingReview', 'reject', 'rejected'],
  ['pendingReview', 'cancel', 'cancelled'],
  ['pendingReview', 'expire', 'expired'],
  ['approved', 'sign', 'pendingDisbursement'],
  ['approved', 'cancel', 'cancelled'],
  ['approved', 'expire', 'expired'],
  ['pendingDisbursement', 'activate', 'repaying'],
  ['pendingDisbursement', 'failDisbursement', 'disbursementFailed'],
  ['repaying', 'becomeOverdue', 'overdue'],
  ['repaying', 'settle', 'settled'],
  ['overdue', 'catchUp', 'repaying'],
  ['overdue', 'settle', 'settled'],
  ['overdue', 'writeOff', 'writtenOff'],
];

const everyCase = orderStates.flatMap((state) =>
  orderCommands.map((command) => [state, command, nextOf(state, command)] as const),
);

describe('an order', () => {
  it.each(everyCase)('%s, told to %s, becomes %s', (state, command, next) => {
    expect(transition(state, command)).toEqual(
      next === 'refused'
        ? { ok: false, error: { code: 'order_state_conflict', state, command } }
        : { ok: true, value: next },
    );
  });

  it('is closed where no command leads on', () => {
    expect(orderStates.filter(isClosed)).toEqual([
      'settled',
      'rejected',
      'cancelled',
      'expired',
      'disbursementFailed',
      'writtenOff',
    ]);
  });

  it('keeps a history without gaps, whatever it is told in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...orderCommands), { maxLength: 30 }), (commands) => {
        let order = anOrder();
        for (const [step, command] of commands.entries()) {
          const next = advance(order, command, order.createdAtMillis + step);
          if (next.ok) order = next.value;
        }

        const states = order.history.map(({ state }) => state);
        expect(states[0]).toBe('pendingReview');
        expect(states.at(-1)).toBe(order.state);
        for (const [index, state] of states.slice(1).entries())
          expect(legal.some(([from, , to]) => from === states[index] && to === state)).toBe(true);
      }),
    );
  });

  it('is paid out only after a signature, and signed only after an approval', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...orderCommands), { maxLength: 30 }), (commands) => {
        const states = ['pendingReview' as OrderState];
        for (const command of commands) {
          const next = transition(states.at(-1)!, command);
          if (next.ok) states.push(next.value);
        }

        for (const [state, before] of [
          ['repaying', 'pendingDisbursement'],
          ['pendingDisbursement', 'approved'],
        ] as const)
          if (states.includes(state))
            expect(states.indexOf(before)).toBeLessThan(states.indexOf(state));
      }),
    );
  });

  it('does not let a command set the state by its facts', () => {
    const next = advance(anOrder(), 'approve', 5, { state: 'settled' });

    expect(next).toMatchObject({ ok: true, value: { state: 'approved' } });
  });

  it('begins in review, with the moment of its submission', () => {
    const { state, history, reasons } = newOrder(anOrder({ createdAtMillis: 7 }));

    expect({ state, history, reasons }).toEqual({
      state: 'pendingReview',
      history: [{ state: 'pendingReview', atMillis: 7 }],
      reasons: [],
    });
  });
});

function nextOf(state: OrderState, command: OrderCommand): OrderState | 'refused' {
  return legal.find(([from, by]) => from === state && by === command)?.[2] ?? 'refused';
}
