/** Wallet providers on 127.0.0.1 as our adapters meet them: agreements signed, debits taken. */
import { randomUUID } from 'node:crypto';
import { AlipayAgreements } from '../../lambdas/adapters/alipay-agreements';
import { AlipayChannel } from '../../lambdas/adapters/alipay-channel';
import { WechatPayAgreements } from '../../lambdas/adapters/wechat-pay-agreements';
import { WechatPayChannel } from '../../lambdas/adapters/wechat-pay-channel';
import type { AgreementSigning } from '../../lambdas/core/ports/agreement-signing';
import type { PaymentChannel } from '../../lambdas/core/ports/payment-channel';
import { speakAlipay } from '../../local/channels/alipay';
import { type Counterpart, startCounterpart } from '../../local/channels/counterpart';
import { speakWechatPay } from '../../local/channels/wechat-pay';
import { MovableClock } from '../../local/clock';
import { type CallbackReceiver, startCallbackReceiver } from './callback-receiver';
import { rsaKeys } from './channel-keys';

const ours = rsaKeys();
const theirs = rsaKeys();
const patience = { timeoutMillis: 30_000 };

export interface WalletProvider {
  readonly signing: AgreementSigning;
  readonly channel: PaymentChannel;
  readonly other: Counterpart;
  readonly receiver: CallbackReceiver;
  /** The provider's: stands still until it is moved. */
  readonly clock: MovableClock;
}

export interface Opening {
  /** Ours. */
  readonly now: () => number;
  /** Whether the contract with the provider has the terms of agreements. */
  readonly configured?: boolean;
}

export const walletProviders: [string, (opening: Opening) => Promise<WalletProvider>][] = [
  ['Alipay', openAlipay],
  ['WeChat Pay', openWechatPay],
];

async function openAlipay({ now, configured = true }: Opening): Promise<WalletProvider> {
  const clock = stillAt(now());
  const keys = { appId: '2021000000000001', privateKey: ours.privateKey };
  const { privateKey: alipayPrivateKey, publicKey: alipayPublicKey } = theirs;
  const side = { clock, ...keys, appPublicKey: ours.publicKey, alipayPrivateKey };
  const { other, receiver } = await opposite(now, clock, speakAlipay(side));
  const options = {
    gatewayUrl: `${other.url}/gateway.do`,
    keys: async () => ({
      ...keys,
      alipayPublicKey,
      ...(configured && { signScene: 'INDUSTRY|LOAN' }),
    }),
    notifyUrl: 'https://api.sunlend.example/channels/alipay/agreements',
    now,
    ...patience,
  };
  const signing = new AlipayAgreements(options);
  return { signing, channel: new AlipayChannel(options), other, receiver, clock };
}

async function openWechatPay({ now, configured = true }: Opening): Promise<WalletProvider> {
  const clock = stillAt(now());
  const common = { apiV3Key: 'a'.repeat(32), wechatPublicKeyId: 'PUB_KEY_ID_1' };
  const merchantId = '1900000001';
  const side = {
    clock,
    ...common,
    merchantId,
    merchantSerial: 'SERIAL1',
    merchantPublicKey: ours.publicKey,
    wechatPrivateKey: theirs.privateKey,
    planId: '12535',
  };
  const { other, receiver } = await opposite(now, clock, speakWechatPay(side));
  const options = {
    url: other.url,
    keys: async () => ({
      ...common,
      merchantId,
      appId: 'wx1',
      privateKey: ours.privateKey,
      certificateSerial: 'SERIAL1',
      wechatPublicKey: theirs.publicKey,
      transferSceneId: '1005',
      ...(configured && { planId: '12535' }),
    }),
    notifyUrl: 'https://api.sunlend.example/channels/wechat-pay/agreements',
    now,
    nonce: () => randomUUID().replaceAll('-', ''),
    ...patience,
  };
  const signing = new WechatPayAgreements(options);
  return { signing, channel: new WechatPayChannel(options), other, receiver, clock };
}

async function opposite(
  now: () => number,
  clock: MovableClock,
  speak: Parameters<typeof startCounterpart>[0]['speak'],
): Promise<Pick<WalletProvider, 'other' | 'receiver'>> {
  const receiver = await startCallbackReceiver(now);
  const other = await startCounterpart({ clock, decideAfterMillis: 60_000, speak });
  other.registerCallbackUrl(receiver.url);
  return { other, receiver };
}

const stillAt = (epochMillis: number) => new MovableClock(epochMillis, undefined, () => 0);
