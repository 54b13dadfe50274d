/** Holds the adapters of debit agreements to one contract, against what their providers speak. */
import { type WalletProvider, walletProviders } from '../support/wallet-providers';
import { holder } from './payment-channel-contract';

const at = Date.parse('2026-11-02T04:00:00Z');
const signedAt = '2026-11-02T04:00:00.000Z';
const id = `agr_${'a'.repeat(26)}`;
const now = () => at;

describe.each(walletProviders)('debit agreements: %s', (_, open) => {
  let opened: WalletProvider;
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
    opened = await open({ now });
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
    // Whose wallet it is at the provider is not kept: a debit does not need it.
    expect(accountToken).toMatch(/^\.\w+$/);
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
    opened = await open({ now, configured: false });
    expect(await opened.signing.start(id)).toEqual({ outcome: 'refused' });
    expect(await opened.signing.query(id)).toMatchObject({ outcome: 'unknown' });
  });

  it('of an id that is none of ours are refused', async () => {
    expect(await opened.signing.start('../../other')).toEqual({ outcome: 'refused' });
  });
});
