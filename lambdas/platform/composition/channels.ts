/** The registry of payment channels: one line each. Which are in use, lib/config.ts says. */
import { randomUUID } from 'node:crypto';
import { AlipayChannel } from '../../adapters/alipay-channel';
import { BankCustodyChannel } from '../../adapters/bank-custody-channel';
import { SandboxBankChannel } from '../../adapters/sandbox-bank-channel';
import { secretMember, secretMembers } from '../../adapters/secret-value';
import { WechatPayChannel } from '../../adapters/wechat-pay-channel';
import type { ChannelName, GrantedChannels } from '../../contract/channels';
import { readVariable } from '../../contract/environment';
import {
  type CardChannel,
  type PaymentChannel,
  paysToCards,
} from '../../core/ports/payment-channel';

export interface Place {
  readonly url: string;
  readonly notifyUrl: string;
  readonly secretArn: () => string;
  readonly now: () => number;
  readonly nonce: () => string;
}

const registry: Readonly<Record<ChannelName, (place: Place) => PaymentChannel>> = {
  sandbox: (at) =>
    new SandboxBankChannel({ ...at, signingKey: secretMember(at.secretArn, 'signingKey') }),
  alipay: (at) =>
    new AlipayChannel({ ...at, gatewayUrl: at.url, keys: secretMembers(at.secretArn) }),
  'wechat-pay': (at) => new WechatPayChannel({ ...at, keys: secretMembers(at.secretArn) }),
  'bank-custody': (at) => new BankCustodyChannel({ ...at, keys: secretMembers(at.secretArn) }),
};

export interface Channels {
  /** Those of this stage. */
  readonly enabled: readonly PaymentChannel[];
  /** Those of them that can say whose card it is. */
  readonly forCards: readonly CardChannel[];
  /** Undefined for one that this stage does not use, whoever asks for it. */
  find(name: string): PaymentChannel | undefined;
}

const readSettings = () => JSON.parse(readVariable('channels')) as GrantedChannels;

export function openChannels(): Channels {
  const settings = readSettings();
  const enabled = settings.enabled.map((name) => registry[name](placeOf(name, settings)));
  return {
    enabled,
    forCards: enabled.filter(paysToCards),
    find: (wanted) => enabled.find(({ name }) => name === wanted),
  };
}

/** Of every channel of this stage, for those that are not payments. */
export function placesOf(notices: Notices): (readonly [ChannelName, Place])[] {
  const settings = readSettings();
  return settings.enabled.map((name) => [name, placeOf(name, settings, notices)]);
}

/** The last part of the path that a channel's notices go to. */
type Notices = 'callbacks' | 'agreements';

const placeOf = (
  name: ChannelName,
  { urls, callbackOrigin, secrets = {} }: GrantedChannels,
  notices: Notices = 'callbacks',
): Place => ({
  url: name === 'sandbox' ? readVariable('sandboxBankUrl') : (urls[name] ?? ''),
  notifyUrl: `${callbackOrigin}/channels/${name}/${notices}`,
  secretArn: () => secrets[name] ?? '',
  now: Date.now,
  nonce: () => randomUUID().replaceAll('-', ''),
});
