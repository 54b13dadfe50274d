/** What every payment channel must do, whoever is behind it: one description for all adapters. */

import type {
  CardHolder,
  Direction,
  PaymentChannel,
} from '../../lambdas/core/ports/payment-channel';

export interface ReceivedCallback {
  readonly rawBody: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A channel with its other side in our hands. */
export interface ChannelUnderTest {
  readonly channel: PaymentChannel;
  readonly now: () => number;
  /** All callbacks received so far. */
  readonly callbacks: readonly ReceivedCallback[];
  /** Lets time pass until everything within the seconds has happened. */
  moveOn(seconds: number): Promise<void>;
  /** The next new instruction in this direction fails for want of funds. */
  failNext(direction: Direction): void;
  /** The next new instruction is taken, but its sender never hears so. */
  hangUpNext(): void;
  /** The other side is gone. */
  disconnect(): Promise<void>;
  close(): Promise<void>;
}

const holder: CardHolder = {
  name: '孙小满',
  idNumber: '11010519491231002X',
  cardNumber: '6222020200001111119',
  phone: '13800000001',
};

const aDay = 86_400;

export function describePaymentChannel(name: string, open: () => Promise<ChannelUnderTest>): void {
  describe(`payment channel: ${name}`, () => {
    let other: ChannelUnderTest;
    let channel: PaymentChannel;

    beforeEach(async () => {
      other = await open();
      channel = other.channel;
    });
    afterEach(() => other.close());

    describe('cards', () => {
      it('gives the same token whenever the same person shows the same card', async () => {
        const first = await channel.verifyCard(holder);
        const again = await channel.verifyCard(holder);

        expect(first).toEqual({ outcome: 'matched', accountToken: expect.any(String) });
        expect(again).toEqual(first);
        expect(JSON.stringify(first)).not.toContain(holder.cardNumber);
      });

      it.each([{ name: '王大雪' }, { idNumber: '110105194912310038' }, { phone: '13800000002' }])(
        'does not match a card with somebody else: %p',
        async (difference) => {
          await channel.verifyCard(holder);

          expect(await channel.verifyCard({ ...holder, ...difference })).toEqual({
            outcome: 'notMatched',
          });
        },
      );

      it('does not match what is no card', async () => {
        expect(await channel.verifyCard({ ...holder, cardNumber: '12' })).toEqual({
          outcome: 'notMatched',
        });
      });
    });

    describe.each(['disbursement', 'collection'] as const)('%s', (direction) => {
      const send = (instructionId: string, amountFen: number, accountToken: string) => {
        const instruction = { instructionId, accountToken, amountFen };
        return direction === 'disbursement'
          ? channel.disburse(instruction)
          : channel.collect(instruction);
      };

      it('is accepted at once and succeeds later, by callback and by query', async () => {
        const account = await accountOf(channel);

        const sent = await send('ins_1', 500_000, account);
        expect(sent).toEqual({ outcome: 'accepted', instruction: { status: 'pending' } });
        expect(await channel.query({ instructionId: 'ins_1', direction })).toEqual({
          outcome: 'found',
          amountFen: 500_000,
          instruction: { status: 'pending' },
        });
        expect(other.callbacks).toHaveLength(0);

        await other.moveOn(aDay);
        const notice = await read(other, other.callbacks[0]);
        expect(notice).toEqual({
          ok: true,
          value: {
            eventId: expect.any(String),
            instructionId: 'ins_1',
            amountFen: 500_000,
            instruction: { status: 'succeeded', occurredAt: expect.any(String) },
          },
        });
        const found = await channel.query({ instructionId: 'ins_1', direction });
        expect(found).toMatchObject({ outcome: 'found', instruction: { status: 'succeeded' } });
      });

      it('moves the money once, however often the instruction is sent', async () => {
        const account = await accountOf(channel);
        const sendings = [1, 2, 3].map(() => send('ins_1', 700, account));
        for (const sent of await Promise.all(sendings)) expect(sent.outcome).toBe('accepted');
        await other.moveOn(aDay);
        expect(await send('ins_1', 700, account)).toMatchObject({
          outcome: 'accepted',
          instruction: { status: 'succeeded' },
        });
        await other.moveOn(aDay);

        expect(await moved(other)).toEqual([{ instructionId: 'ins_1', direction, amountFen: 700 }]);
        expect(await eventIds(other)).toHaveLength(1);
      });

      it('refuses an instruction whose id stands for another amount', async () => {
        const account = await accountOf(channel);
        await send('ins_1', 700, account);

        expect(await send('ins_1', 701, account)).toEqual({
          outcome: 'refused',
          code: 'instructionConflict',
        });
        expect(await channel.query({ instructionId: 'ins_1', direction })).toMatchObject({
          amountFen: 700,
        });
      });

      it('refuses an account it does not know and moves nothing', async () => {
        expect(await send('ins_1', 700, 'acct_unknown')).toEqual({
          outcome: 'refused',
          code: 'accountUnknown',
        });
        expect(await channel.query({ instructionId: 'ins_1', direction })).toEqual({
          outcome: 'notFound',
        });
      });

      it('refuses what is no amount', async () => {
        const account = await accountOf(channel);

        for (const amountFen of [0, -1, 0.5, Number.MAX_SAFE_INTEGER]) {
          expect(await send('ins_1', amountFen, account)).toEqual({
            outcome: 'refused',
            code: 'malformed',
          });
        }
      });

      it('says why it failed, and a failed instruction moves nothing', async () => {
        const account = await accountOf(channel);
        other.failNext(direction);
        await send('ins_1', 700, account);
        await other.moveOn(2 * aDay);

        expect(await read(other, other.callbacks[0])).toMatchObject({
          value: { instruction: { status: 'failed', failureCode: 'insufficientFunds' } },
        });
        expect(await moved(other)).toEqual([]);
      });

      it('does not know what became of it when the answer is lost; the query tells', async () => {
        const account = await accountOf(channel);
        other.hangUpNext();

        expect(await send('ins_1', 700, account)).toMatchObject({ outcome: 'unknown' });
        expect(await channel.query({ instructionId: 'ins_1', direction })).toMatchObject({
          outcome: 'found',
          amountFen: 700,
        });
      });
    });

    describe('refund', () => {
      const collectionId = 'ins_1';
      const refund = (instructionId: string, amountFen: number, accountToken: string) =>
        channel.refund({ instructionId, accountToken, amountFen, collectionId, collectedFen: 700 });
      const collected = async (): Promise<string> => {
        const accountToken = await accountOf(channel);
        await channel.collect({ instructionId: collectionId, accountToken, amountFen: 700 });
        await other.moveOn(aDay);
        return accountToken;
      };
      const lines = async () =>
        (await moved(other)).filter((line) => 'direction' in line && line.direction === 'refund');

      it('gives back what was collected, once, however often it is sent', async () => {
        const account = await collected();
        for (const sent of [
          await refund('rfd_1', 300, account),
          await refund('rfd_1', 300, account),
        ])
          expect(sent.outcome).toBe('accepted');
        await other.moveOn(2 * aDay);

        expect(await lines()).toEqual([
          { instructionId: 'rfd_1', direction: 'refund', amountFen: 300 },
        ]);
        expect(
          await channel.query({ instructionId: 'rfd_1', direction: 'refund', collectionId }),
        ).toMatchObject({ outcome: 'found', amountFen: 300, instruction: { status: 'succeeded' } });
      });

      it('gives back in parts, and never more than came', async () => {
        const account = await collected();
        await refund('rfd_1', 300, account);
        await refund('rfd_2', 400, account);

        expect(await refund('rfd_3', 1, account)).toEqual({
          outcome: 'refused',
          code: 'refundImpossible',
        });
        await other.moveOn(2 * aDay);
        expect(await lines()).toHaveLength(2);
      });

      it('refuses an id that stands for another amount', async () => {
        const account = await collected();
        await refund('rfd_1', 300, account);

        expect(await refund('rfd_1', 301, account)).toEqual({
          outcome: 'refused',
          code: 'instructionConflict',
        });
      });

      it('gives nothing back of what was never collected', async () => {
        const account = await accountOf(channel);

        expect(await refund('rfd_1', 300, account)).toEqual({
          outcome: 'refused',
          code: 'refundImpossible',
        });
        const sent = { instructionId: 'rfd_1', direction: 'refund', collectionId } as const;
        expect(await channel.query(sent)).toEqual({ outcome: 'notFound' });
      });
    });

    it('answers unknown to everything when the other side is gone', async () => {
      const account = await accountOf(channel);
      await other.disconnect();
      const instruction = { instructionId: 'ins_1', accountToken: account, amountFen: 1 };
      const unknown = { outcome: 'unknown', reason: 'unreachable' };

      expect(await channel.disburse(instruction)).toEqual(unknown);
      expect(await channel.collect(instruction)).toEqual(unknown);
      expect(
        await channel.refund({ ...instruction, collectionId: 'ins_0', collectedFen: 1 }),
      ).toEqual(unknown);
      expect(await channel.verifyCard(holder)).toEqual(unknown);
      expect(await channel.query({ instructionId: 'ins_1', direction: 'disbursement' })).toEqual(
        unknown,
      );
      expect(await channel.statement('2026-11-01')).toEqual(unknown);
    });

    it('has no statement for a day that has not ended', async () => {
      const today = new Date(other.now() + 8 * 3_600_000).toISOString().slice(0, 10);

      expect(await channel.statement(today)).toEqual({ outcome: 'notReady' });
    });

    describe('callbacks', () => {
      const anInstruction = async (): Promise<ReceivedCallback> => {
        const accountToken = await accountOf(channel);
        await channel.disburse({ instructionId: 'ins_1', accountToken, amountFen: 900 });
        await other.moveOn(aDay);
        return other.callbacks[0]!;
      };

      it('are refused when a single digit of the body was changed', async () => {
        const { rawBody, headers } = await anInstruction();
        const forged = rawBody.replace('900', '901');

        expect(forged).not.toBe(rawBody);
        expect(await channel.parseCallback(forged, headers, other.now())).toEqual({
          ok: false,
          error: 'signatureInvalid',
        });
      });

      it('are refused without a signature', async () => {
        const { rawBody } = await anInstruction();

        expect(await channel.parseCallback(rawBody, {}, other.now())).toEqual({
          ok: false,
          error: 'signatureInvalid',
        });
      });

      it('are refused when they are old', async () => {
        const { rawBody, headers } = await anInstruction();

        expect(await channel.parseCallback(rawBody, headers, other.now() + 3_600_000)).toEqual({
          ok: false,
          error: 'timestampOutOfWindow',
        });
      });

      it('are read whatever the case of the header names', async () => {
        const { rawBody, headers } = await anInstruction();
        const shouting = Object.fromEntries(
          Object.entries(headers).map(([header, value]) => [header.toUpperCase(), value]),
        );

        expect((await channel.parseCallback(rawBody, shouting, sentAt(other))).ok).toBe(true);
      });
    });
  });
}

async function accountOf(channel: PaymentChannel): Promise<string> {
  const verified = await channel.verifyCard(holder);
  if (verified.outcome !== 'matched') throw new Error('the card should match');
  return verified.accountToken;
}

/** Callbacks are read at the instant they were sent, as a receiver would. */
const sentAt = (other: ChannelUnderTest): number => {
  const body = JSON.parse(other.callbacks[0]!.rawBody) as { occurredAt: string };
  return Date.parse(body.occurredAt);
};

const read = (other: ChannelUnderTest, callback: ReceivedCallback | undefined) => {
  if (!callback) throw new Error('no callback was received');
  return other.channel.parseCallback(callback.rawBody, callback.headers, sentAt(other));
};

async function eventIds(other: ChannelUnderTest): Promise<string[]> {
  const notices = await Promise.all(other.callbacks.map((callback) => read(other, callback)));
  return [...new Set(notices.flatMap((notice) => (notice.ok ? [notice.value.eventId] : [])))];
}

/** Everything on the statements of the last ten days. */
async function moved(other: ChannelUnderTest): Promise<object[]> {
  const lines: object[] = [];
  for (let day = 1; day <= 10; day += 1) {
    const date = new Date(other.now() + 8 * 3_600_000 - day * aDay * 1000);
    const statement = await other.channel.statement(date.toISOString().slice(0, 10));
    if (statement.outcome !== 'ready') throw new Error('a past day has a statement');
    lines.push(...statement.entries.map(({ occurredAt: _, ...line }) => line));
  }
  return lines;
}
