/** The registry of payment channels: one line each. */
import { SandboxBankChannel } from '../../adapters/sandbox-bank-channel';
import { secretMember } from '../../adapters/secret-value';
import { readVariable } from '../../contract/environment';
import {
  type CardChannel,
  type PaymentChannel,
  paysToCards,
} from '../../core/ports/payment-channel';

const registry: Readonly<Record<string, () => PaymentChannel>> = {
  sandbox: () =>
    new SandboxBankChannel({
      url: readVariable('sandboxBankUrl'),
      signingKey: secretMember(() => readVariable('sandboxBankSecret'), 'signingKey'),
      now: Date.now,
    }),
};

export interface Channels {
  /** The channel that new instructions go to. */
  readonly preferred: CardChannel;
  find(name: string): PaymentChannel | undefined;
}

export function openChannels(): Channels {
  const open = new Map<string, PaymentChannel>();
  const find = (name: string): PaymentChannel | undefined => {
    const make = Object.hasOwn(registry, name) ? registry[name] : undefined;
    if (make && !open.has(name)) open.set(name, make());
    return open.get(name);
  };
  const preferred = find('sandbox');
  if (!preferred || !paysToCards(preferred)) throw new Error('no card channel is registered');
  return { preferred, find };
}
