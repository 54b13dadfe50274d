/** Holds every payment channel adapter to the one contract. */
import { SandboxBankChannel } from '../../lambdas/adapters/sandbox-bank-channel';
import { startSandboxBank } from '../../local/bank/bank';
import { MovableClock } from '../../local/clock';
import { startCallbackReceiver } from '../support/callback-receiver';
import { describePaymentChannel } from './payment-channel-contract';

const signingKey = 'a key only this test knows';

describePaymentChannel('sandbox bank', async () => {
  const frozen = Date.parse('2026-11-02T04:00:00Z');
  const receiver = await startCallbackReceiver();
  const clock = new MovableClock(frozen, undefined, () => frozen);
  // The clock stands still unless moved; the bank decides a minute later.
  const bank = await startSandboxBank({ clock, signingKey, decideAfterMillis: 60_000 });
  bank.registerCallbackUrl(receiver.url);
  return {
    channel: new SandboxBankChannel({
      url: bank.url,
      signingKey: async () => signingKey,
      now: () => clock.now(),
    }),
    now: () => clock.now(),
    callbacks: receiver.received,
    moveOn: (seconds) => clock.moveTo(clock.now() + seconds * 1000),
    failNext: (direction) =>
      bank.order({
        behaviour: { mode: 'fail', failureCode: 'insufficientFunds' },
        count: 1,
        direction,
      }),
    hangUpNext: () => bank.order({ behaviour: { mode: 'hangUp' }, count: 1 }),
    disconnect: () => bank.close(),
    close: async () => {
      clock.stop();
      await bank.close();
      await receiver.close();
    },
  };
});
