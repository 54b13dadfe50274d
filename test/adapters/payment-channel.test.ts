/** Holds every payment channel adapter to the one contract, against its provider's wire format. */
import { randomUUID } from 'node:crypto';
import { sm2 } from 'sm-crypto-v2';
import { AlipayChannel } from '../../lambdas/adapters/alipay-channel';
import type { Algorithm } from '../../lambdas/adapters/bank-custody/signature';
import { BankCustodyChannel } from '../../lambdas/adapters/bank-custody-channel';
import { SandboxBankChannel } from '../../lambdas/adapters/sandbox-bank-channel';
import { WechatPayChannel } from '../../lambdas/adapters/wechat-pay-channel';
import { type PaymentChannel, paysToCards } from '../../lambdas/core/ports/payment-channel';
import { startSandboxBank } from '../../local/bank/bank';
import { speakAlipay } from '../../local/channels/alipay';
import { speakCustody } from '../../local/channels/bank-custody';
import { type Counterpart, startCounterpart } from '../../local/channels/counterpart';
import { speakWechatPay } from '../../local/channels/wechat-pay';
import { MovableClock } from '../../local/clock';
import { startCallbackReceiver } from '../support/callback-receiver';
import { type MutualTls, mutualTls, rsaKeys } from '../support/channel-keys';
import { type ChannelUnderTest, describePaymentChannel } from './payment-channel-contract';

const start = Date.parse('2026-11-02T04:00:00Z');
const decideAfterMillis = 60_000;
const ours = rsaKeys();
const theirs = rsaKeys();
let tls: MutualTls;

beforeAll(async () => {
  tls = await mutualTls();
});

describePaymentChannel('sandbox bank', () => {
  const signingKey = 'a key only this test knows';
  return opened(
    (clock) => startSandboxBank({ clock, signingKey, decideAfterMillis }),
    ({ url }, now) =>
      new SandboxBankChannel({ url, signingKey: async () => signingKey, now, ...patience }),
  );
});

describePaymentChannel('Alipay', () => {
  const keys = { appId: '2021000000000001', privateKey: ours.privateKey };
  const { privateKey: alipayPrivateKey, publicKey: alipayPublicKey } = theirs;
  return opened(
    (clock) =>
      startCounterpart({
        clock,
        decideAfterMillis,
        speak: speakAlipay({ clock, ...keys, appPublicKey: ours.publicKey, alipayPrivateKey }),
      }),
    ({ url }, now) =>
      new AlipayChannel({
        gatewayUrl: `${url}/gateway.do`,
        keys: async () => ({ ...keys, alipayPublicKey }),
        notifyUrl: 'https://api.sunlend.example/channels/alipay/callbacks',
        now,
        ...patience,
      }),
    '2088999999999999.20269999999999999999',
  );
});

describePaymentChannel('WeChat Pay', () => {
  const merchantId = '1900000001';
  const common = { apiV3Key: 'a'.repeat(32), wechatPublicKeyId: 'PUB_KEY_ID_1' };
  const merchant = { merchantId, merchantSerial: 'SERIAL1', merchantPublicKey: ours.publicKey };
  const keys = {
    ...common,
    merchantId,
    appId: 'wx1',
    privateKey: ours.privateKey,
    certificateSerial: 'SERIAL1',
    wechatPublicKey: theirs.publicKey,
    transferSceneId: '1005',
  };
  return opened(
    (clock) => {
      const side = { clock, ...common, ...merchant, wechatPrivateKey: theirs.privateKey };
      return startCounterpart({ clock, decideAfterMillis, speak: speakWechatPay(side) });
    },
    ({ url }, now) =>
      new WechatPayChannel({
        url,
        keys: async () => keys,
        notifyUrl: 'https://api.sunlend.example/channels/wechat-pay/callbacks',
        now,
        nonce,
        ...patience,
      }),
    'auth99999999.Wx99999999',
  );
});

describe.each(['RSA-SHA256', 'SM2-SM3'] as const)('signed with %s', (algorithm) => {
  describePaymentChannel('bank custody', () => openCustody(algorithm));
});

function openCustody(algorithm: Algorithm): Promise<ChannelUnderTest> {
  const [member, bank] = algorithm === 'RSA-SHA256' ? [ours, theirs] : [sm2Keys(), sm2Keys()];
  return opened(
    (clock) =>
      startCounterpart({
        clock,
        decideAfterMillis,
        tls: { ...tls.server, ca: tls.authority },
        speak: speakCustody({
          clock,
          member: 'SUNLEND',
          algorithm,
          memberPublicKey: member.publicKey,
          bankPrivateKey: bank.privateKey,
        }),
      }),
    ({ url }, now) =>
      new BankCustodyChannel({
        url,
        keys: async () => ({
          member: 'SUNLEND',
          algorithm,
          privateKey: member.privateKey,
          bankPublicKey: bank.publicKey,
          tlsCertificate: tls.client.cert,
          tlsKey: tls.client.key,
          tlsAuthority: tls.authority,
        }),
        now,
        nonce,
        ...patience,
      }),
  );
}

/** A loaded machine is no network that fails. */
const patience = { timeoutMillis: 30_000 };

const nonce = () => randomUUID().replaceAll('-', '');

function sm2Keys(): { readonly publicKey: string; readonly privateKey: string } {
  return sm2.generateKeyPairHex();
}

/** Both sides on one clock that stands still unless moved; the other decides a minute later. */
async function opened(
  startOther: (
    clock: MovableClock,
  ) => Promise<
    Pick<Counterpart, 'url' | 'registerCallbackUrl' | 'order' | 'close'> & Partial<Counterpart>
  >,
  channelTo: (other: { readonly url: string }, now: () => number) => PaymentChannel,
  strangeAccount = 'acct_ffffffffffffffffffffffffffffffff',
): Promise<ChannelUnderTest> {
  const clock = new MovableClock(start, undefined, () => start);
  const now = () => clock.now();
  const receiver = await startCallbackReceiver(now);
  const other = await startOther(clock);
  other.registerCallbackUrl(receiver.url);
  const channel = channelTo(other, now);
  return {
    channel,
    now,
    callbacks: receiver.received,
    strangeAccount,
    moveOn: (seconds) => clock.moveTo(clock.now() + seconds * 1000),
    orderNext: (behaviour) => other.order({ behaviour, count: 1 }),
    accountOf: async (holder) => {
      if (!paysToCards(channel)) return other.agree?.(holder) ?? '';
      const verified = await channel.verifyCard(holder);
      if (verified.outcome !== 'matched') throw new Error('the card should match');
      return verified.accountToken;
    },
    disconnect: () => other.close(),
    close: async () => {
      clock.stop();
      await other.close();
      await receiver.close();
    },
  };
}
