/** Holds the adapters of debit agreements to one contract, against what their providers speak. */
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
import { type CallbackReceiver, startCallbackReceiver } from '../support/callback-receiver';
import { rsaKeys } from '../support/channel-keys';
import { holder } from './payment-channel-contract';

const at = Date.parse('2026-11-02T04:00:00Z');
const signedAt = '2026-11-02T04:00:00.000Z';
const id = `agr_${'a'.repeat(26)}`;
const ours = rsaKeys();
const theirs = rsaKeys();
const patience = { timeoutMillis: 30_000 };
const now = () => at;

interface Opened {
  readonly signing: AgreementSigning;
  readonly channel: PaymentChannel;
  readonly other: Counterpart;
  readonly receiver: CallbackReceiver;
}

const openers: [string, (configured: boolean) => Promise<Opened>][] = [
  ['Alipay', openAlipay],
  ['WeChat Pay', openWechatPay],
];

describe.each(openers)('debit agreements: %s', (_, open) => {
  let opened: Opened;
  const notices = () =>
    Promise.all(
      opened.receiver.received.map(({ rawBody, headers }) =>
        opened.signing.readNotice(rawBody, headers, at),
      ),
    );
  const started = async () => {
    const answer = await opened.signing.start(id);
    if (answer.outcome !== 'started') throw new Error(answer.outcome);
    if (answer.place.kind === 'page') expect((await fetch(answer.place.url)).status).toBe(200);
    return answer.place;
  };
  const active = { state: 'active', accountToken: expect.any(String), signedAt };

  beforeEach(async () => {
    opened = await open(true);
  });
  afterEach(async () => {
    await opened.other.close();
    await opened.receiver.close();
  });

  it('start at a place in the wallet’s app, and are not signed by that', async () => {
    const place = await started();
    expect(['page', 'miniProgram']).toContain(place.kind);
    expect(await opened.signing.query(id)).toEqual({ outcome: 'notSigned' });
  });

  it('are active once signed: by notice and by question, with what can be debited', async () => {
    await started();
    expect(await opened.other.sign(id, holder)).toBe(true);
    const [notice] = await notices();
    expect(notice).toEqual({
      ok: true,
      value: { eventId: expect.any(String), agreementId: id, agreement: active },
    });
    expect(await opened.signing.query(id)).toEqual({ outcome: 'found', ...active });

    const { accountToken } = (
      notice as unknown as { value: { agreement: { accountToken: string } } }
    ).value.agreement;
    const debit = { instructionId: 'ins_1', accountToken, amountFen: 700 };
    expect((await opened.channel.collect(debit)).outcome).toBe('accepted');
  });

  it('that were started again are the same', async () => {
    await started();
    await opened.other.sign(id, holder);
    await started();
    expect(await opened.signing.query(id)).toEqual({ outcome: 'found', ...active });
  });

  it('end at our request, however often it is made, and where there was none', async () => {
    await started();
    await opened.other.sign(id, holder);
    expect(await opened.signing.end(id)).toEqual({ outcome: 'ended' });
    expect(await opened.signing.end(id)).toEqual({ outcome: 'ended' });
    expect(await opened.signing.end(`agr_${'b'.repeat(26)}`)).toEqual({ outcome: 'ended' });
    const { outcome, ...rest } = await opened.signing.query(id);
    expect([outcome, rest]).not.toContainEqual(expect.objectContaining({ state: 'active' }));
  });

  it('that the borrower ends in the app are told to be ended', async () => {
    await started();
    await opened.other.sign(id, holder);
    await opened.other.unsign(id);
    expect((await notices())[1]).toMatchObject({
      ok: true,
      value: { agreementId: id, agreement: { state: 'ended', endedAt: signedAt } },
    });
  });

  it('are believed of nobody but the provider, and only while fresh', async () => {
    await started();
    await opened.other.sign(id, holder);
    const { rawBody, headers } = opened.receiver.received[0]!;
    const read = (body: string, millis = at) => opened.signing.readNotice(body, headers, millis);
    // Of a signature's last sign some bits say nothing.
    const signed = rawBody.split('&sign=')[0]!;
    for (let index = 0; index < signed.length; index += 7) {
      const other = rawBody.charAt(index) === '1' ? '2' : '1';
      const changed = `${rawBody.slice(0, index)}${other}${rawBody.slice(index + 1)}`;
      expect((await read(changed)).ok).toBe(false);
    }
    expect(await read(rawBody, at + 3_600_000)).toEqual({
      ok: false,
      error: 'timestampOutOfWindow',
    });
  });

  it('are no news of money: a channel moves none on their notice', async () => {
    await started();
    await opened.other.sign(id, holder);
    const { rawBody, headers } = opened.receiver.received[0]!;
    expect((await opened.channel.parseCallback(rawBody, headers, at)).ok).toBe(false);
  });

  it('are nothing but unknown while the provider is away', async () => {
    await started();
    await opened.other.close();
    expect(await opened.signing.query(id)).toMatchObject({ outcome: 'unknown' });
    expect(await opened.signing.end(id)).toMatchObject({ outcome: 'unknown' });
  });

  it('are refused, not guessed, while the contract with the provider lacks its terms', async () => {
    await opened.other.close();
    await opened.receiver.close();
    opened = await open(false);
    expect(await opened.signing.start(id)).toEqual({ outcome: 'refused' });
    expect(await opened.signing.query(id)).toMatchObject({ outcome: 'unknown' });
  });

  it('of an id that is none of ours are refused', async () => {
    expect(await opened.signing.start('../../other')).toEqual({ outcome: 'refused' });
  });
});

async function openAlipay(configured: boolean): Promise<Opened> {
  const clock = new MovableClock(at, undefined, now);
  const keys = { appId: '2021000000000001', privateKey: ours.privateKey };
  const { privateKey: alipayPrivateKey, publicKey: alipayPublicKey } = theirs;
  const side = { clock, ...keys, appPublicKey: ours.publicKey, alipayPrivateKey };
  const { other, receiver } = await opposite(clock, speakAlipay(side));
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
  return { signing, channel: new AlipayChannel(options), other, receiver };
}

async function openWechatPay(configured: boolean): Promise<Opened> {
  const clock = new MovableClock(at, undefined, now);
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
  const { other, receiver } = await opposite(clock, speakWechatPay(side));
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
  return { signing, channel: new WechatPayChannel(options), other, receiver };
}

async function opposite(
  clock: MovableClock,
  speak: Parameters<typeof startCounterpart>[0]['speak'],
): Promise<Pick<Opened, 'other' | 'receiver'>> {
  const receiver = await startCallbackReceiver(now);
  const other = await startCounterpart({ clock, decideAfterMillis: 60_000, speak });
  other.registerCallbackUrl(receiver.url);
  return { other, receiver };
}
