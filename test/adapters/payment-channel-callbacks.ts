/** What every payment channel must make of callbacks: genuine, repeated, contradicting, forged. */
import { paysToCards } from '../../lambdas/core/ports/payment-channel';
import type { Behaviour } from '../../local/bank/behaviour';
import type { ReceivedCallback } from '../support/callback-receiver';
import { type ChannelUnderTest, holder, read } from './payment-channel-contract';

const aDay = 86_400;

export function describeCallbacks(opened: () => ChannelUnderTest): void {
  const paidOut = async (behaviour: Behaviour = { mode: 'succeed' }): Promise<ReceivedCallback> => {
    const other = opened();
    other.orderNext(behaviour);
    const accountToken = await other.accountOf(holder);
    await other.channel.disburse({ instructionId: 'ins_1', accountToken, amountFen: 900 });
    await other.moveOn(aDay);
    return other.callbacks[0]!;
  };
  const outcomes = async () =>
    (await read(opened())).map(({ amountFen, instruction }) => [amountFen, instruction.status]);
  const query = () => opened().channel.query({ instructionId: 'ins_1', direction: 'disbursement' });

  describe('callbacks', () => {
    it('that repeat are one and the same event', async () => {
      await paidOut({ mode: 'repeat', times: 3 });
      const notices = await read(opened());

      expect(notices).toHaveLength(3);
      expect(new Set(notices.map(({ eventId }) => eventId)).size).toBe(1);
    });

    it('that never come leave the question, which tells', async () => {
      await paidOut({ mode: 'lose' });

      expect(opened().callbacks).toEqual([]);
      expect(await query()).toMatchObject({ instruction: { status: 'succeeded' } });
    });

    it('that contradict what happened are read as they say, and the question tells better', async () => {
      await paidOut({ mode: 'contradict' });

      expect(await outcomes()).toEqual([[900, 'failed']]);
      expect(await query()).toMatchObject({ instruction: { status: 'succeeded' } });
    });

    it('with another amount are read with that amount', async () => {
      await paidOut({ mode: 'misstate' });

      expect(await outcomes()).toEqual([[901, 'succeeded']]);
      expect(await query()).toMatchObject({ amountFen: 900 });
    });

    it('that come late are read when they come', async () => {
      await paidOut({ mode: 'delay', seconds: 3 * aDay });
      expect(opened().callbacks).toEqual([]);
      await opened().moveOn(3 * aDay);

      expect(await outcomes()).toEqual([[900, 'succeeded']]);
    });

    it('are refused when any character of them was changed', async () => {
      const { rawBody, headers, receivedAtMillis } = await paidOut();
      const signed = rawBody.split('&sign=')[0]!;
      const results = new Set<string>();
      for (let place = 3; place < signed.length; place += 11) {
        const forged = changedAt(rawBody, place);
        if (forged === rawBody) continue;
        const notice = await opened().channel.parseCallback(forged, headers, receivedAtMillis);
        results.add(notice.ok ? 'accepted' : notice.error);
      }

      expect([...results]).toEqual(['signatureInvalid']);
    });

    it('are refused without a signature', async () => {
      const { rawBody, receivedAtMillis } = await paidOut();
      const unsigned = rawBody.replace(/&sign=[^&]*/, '');

      expect(await opened().channel.parseCallback(unsigned, {}, receivedAtMillis)).toEqual({
        ok: false,
        error: 'signatureInvalid',
      });
    });

    it.each([-3_600_000, 3_600_000])('are refused %i ms from their time', async (away) => {
      const { rawBody, headers, receivedAtMillis } = await paidOut();

      expect(
        await opened().channel.parseCallback(rawBody, headers, receivedAtMillis + away),
      ).toEqual({ ok: false, error: 'timestampOutOfWindow' });
    });

    it('are read whatever the case of the header names', async () => {
      const { rawBody, headers, receivedAtMillis } = await paidOut();
      const shouting = Object.fromEntries(
        Object.entries(headers).map(([header, value]) => [header.toUpperCase(), value]),
      );

      const notice = await opened().channel.parseCallback(rawBody, shouting, receivedAtMillis);
      expect(notice.ok).toBe(true);
    });
  });

  describe('cards, where it pays to them', () => {
    it('have the same token whenever the same person shows the same card', async () => {
      const { channel } = opened();
      if (!paysToCards(channel)) return expect('verifyCard' in channel).toBe(false);
      const first = await channel.verifyCard(holder);

      expect(first).toEqual({ outcome: 'matched', accountToken: expect.any(String) });
      expect(await channel.verifyCard(holder)).toEqual(first);
      expect(JSON.stringify(first)).not.toContain(holder.cardNumber);
    });

    it.each([
      { name: '王大雪' },
      { idNumber: '110105194912310038' },
      { phone: '13800000002' },
      { cardNumber: '12' },
    ])('do not match with %p', async (difference) => {
      const { channel } = opened();
      if (!paysToCards(channel)) return expect('verifyCard' in channel).toBe(false);
      await channel.verifyCard(holder);

      expect(await channel.verifyCard({ ...holder, ...difference })).toEqual({
        outcome: 'notMatched',
      });
    });
  });
}

/** One letter or digit is another; anything else stays, so that the text stays readable. */
function changedAt(text: string, place: number): string {
  const sign = text.charAt(place);
  if (!/[A-Za-z0-9]/.test(sign)) return text;
  const other = sign === '7' ? '3' : '7';
  return `${text.slice(0, place)}${other}${text.slice(place + 1)}`;
}
