/** What every payment channel must do, whoever is behind it: one description for all adapters. */
import {
  type CardHolder,
  type ChannelFailureCode,
  type PaymentChannel,
  paysToCards,
  type SentInstruction,
  type Submission,
} from '../../lambdas/core/ports/payment-channel';
import type { Behaviour } from '../../local/bank/behaviour';
import type { ReceivedCallback } from '../support/callback-receiver';
import { describeCallbacks } from './payment-channel-callbacks';

/** A channel with its other side in our hands. */
export interface ChannelUnderTest {
  readonly channel: PaymentChannel;
  readonly now: () => number;
  /** All callbacks received so far. */
  readonly callbacks: readonly ReceivedCallback[];
  /** Lets time pass until everything within the seconds has happened. */
  moveOn(seconds: number): Promise<void>;
  /** How the next new instruction is treated. */
  orderNext(behaviour: Behaviour): void;
  /** What stands for this borrower's account at the channel. */
  accountOf(holder: CardHolder): Promise<string>;
  /** Well formed, and nobody's. */
  readonly strangeAccount: string;
  /** The other side is gone. */
  disconnect(): Promise<void>;
  close(): Promise<void>;
}

export const holder: CardHolder = {
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
    let account: string;

    beforeEach(async () => {
      other = await open();
      channel = other.channel;
      account = await other.accountOf(holder);
    });
    afterEach(() => other.close());

    describe.each(['disbursement', 'collection'] as const)('%s', (direction) => {
      const sent: SentInstruction = { instructionId: 'ins_1', direction };
      const send = (instructionId: string, amountFen: number, accountToken = account) => {
        const instruction = { instructionId, accountToken, amountFen };
        return direction === 'disbursement'
          ? channel.disburse(instruction)
          : channel.collect(instruction);
      };

      it('is accepted at once and succeeds later, by callback and by query', async () => {
        expect(await send('ins_1', 500_001)).toEqual({
          outcome: 'accepted',
          instruction: { status: 'pending' },
        });
        expect(await channel.query(sent)).toEqual({
          outcome: 'found',
          amountFen: 500_001,
          instruction: { status: 'pending' },
        });
        expect(other.callbacks).toHaveLength(0);

        await other.moveOn(aDay);
        const final = { status: 'succeeded', occurredAt: expect.any(String) };
        expect(await read(other)).toEqual([
          {
            eventId: expect.any(String),
            instructionId: 'ins_1',
            amountFen: 500_001,
            instruction: final,
          },
        ]);
        expect(await channel.query(sent)).toMatchObject({ outcome: 'found', instruction: final });
      });

      it('moves the money once, however often the instruction is sent', async () => {
        const sendings = [1, 2, 3].map(() => send('ins_1', 700));
        for (const sending of await Promise.all(sendings)) expect(sending.outcome).toBe('accepted');
        await other.moveOn(aDay);
        expect((await send('ins_1', 700)).outcome).toBe('accepted');
        expect(await channel.query(sent)).toMatchObject({ instruction: { status: 'succeeded' } });
        await other.moveOn(aDay);

        expect(await moved(other)).toEqual([{ instructionId: 'ins_1', direction, amountFen: 700 }]);
        expect(await eventIds(other)).toHaveLength(1);
      });

      it('refuses an instruction whose id stands for another amount', async () => {
        await send('ins_1', 700);

        expect(await send('ins_1', 701)).toEqual({
          outcome: 'refused',
          code: 'instructionConflict',
        });
        expect(await channel.query(sent)).toMatchObject({ amountFen: 700 });
      });

      it.each(['that it does not know', 'that is none'])('refuses an account %s', async (which) => {
        const strange = which === 'that is none' ? 'acct_unknown' : other.strangeAccount;

        expect(await send('ins_1', 700, strange)).toEqual({
          outcome: 'refused',
          code: 'accountUnknown',
        });
        expect(await channel.query(sent)).toEqual({ outcome: 'notFound' });
      });

      it('refuses what is no amount', async () => {
        for (const amountFen of [0, -1, 0.5, Number.MAX_SAFE_INTEGER])
          expect(await send('ins_1', amountFen)).toEqual({ outcome: 'refused', code: 'malformed' });
      });

      it('says why it failed, and a failed instruction moves nothing', async () => {
        const failureCode: ChannelFailureCode =
          direction === 'collection' ? 'insufficientFunds' : 'accountRestricted';
        other.orderNext({ mode: 'fail', failureCode });
        const failed = { status: 'failed', failureCode };

        const sending = await send('ins_1', 700);
        await other.moveOn(2 * aDay);
        // At once, or later.
        const told = [...(await read(other)).map(({ instruction }) => instruction), at(sending)];
        expect(told).toContainEqual(expect.objectContaining(failed));
        expect(await moved(other)).toEqual([]);
      });

      it('is unknown when its answer is lost, and a question tells that it was taken', async () => {
        other.orderNext({ mode: 'hangUp' });

        expect(await send('ins_1', 700)).toMatchObject({ outcome: 'unknown' });
        expect(await channel.query(sent)).toMatchObject({ outcome: 'found', amountFen: 700 });
        expect(await send('ins_1', 700)).toMatchObject({ outcome: 'accepted' });
        await other.moveOn(2 * aDay);
        expect(await moved(other)).toHaveLength(1);
      });

      it.each([{ mode: 'drop' }, { mode: 'unavailable' }] as const)(
        'is unknown when it never arrived (%p), and may be sent again under its id',
        async (behaviour) => {
          other.orderNext(behaviour);

          expect(await send('ins_1', 700)).toMatchObject({ outcome: 'unknown' });
          expect(await channel.query(sent)).toEqual({ outcome: 'notFound' });
          expect(await send('ins_1', 700)).toMatchObject({ outcome: 'accepted' });
          await other.moveOn(2 * aDay);
          expect(await moved(other)).toHaveLength(1);
        },
      );
    });

    describe('refund', () => {
      const collectionId = 'ins_1';
      const refund = (instructionId: string, amountFen: number) =>
        channel.refund({
          instructionId,
          accountToken: account,
          amountFen,
          collectionId,
          collectedFen: 700,
        });
      const sent = { instructionId: 'rfd_1', direction: 'refund', collectionId } as const;
      const collect = async (): Promise<void> => {
        await channel.collect({
          instructionId: collectionId,
          accountToken: account,
          amountFen: 700,
        });
        await other.moveOn(aDay);
      };
      const lines = async () =>
        (await moved(other)).filter(({ direction }) => direction === 'refund');

      it('gives back what was collected, once, however often it is sent', async () => {
        await collect();
        for (const sending of [await refund('rfd_1', 300), await refund('rfd_1', 300)])
          expect(sending.outcome).toBe('accepted');
        await other.moveOn(2 * aDay);

        expect(await lines()).toEqual([
          { instructionId: 'rfd_1', direction: 'refund', amountFen: 300 },
        ]);
        expect(await channel.query(sent)).toMatchObject({
          outcome: 'found',
          amountFen: 300,
          instruction: { status: 'succeeded' },
        });
      });

      it('gives back in parts, and never more than came', async () => {
        await collect();
        for (const [id, amountFen] of [
          ['rfd_1', 300],
          ['rfd_2', 400],
        ] as const)
          expect((await refund(id, amountFen)).outcome).toBe('accepted');

        expect(await refund('rfd_3', 1)).toEqual({ outcome: 'refused', code: 'refundImpossible' });
        await other.moveOn(2 * aDay);
        expect(await lines()).toHaveLength(2);
      });

      it('refuses an id that stands for another amount', async () => {
        await collect();
        await refund('rfd_1', 300);

        expect(await refund('rfd_1', 301)).toEqual({
          outcome: 'refused',
          code: 'instructionConflict',
        });
      });

      it('gives nothing back of what was never collected', async () => {
        expect(await refund('rfd_1', 300)).toEqual({
          outcome: 'refused',
          code: 'refundImpossible',
        });
        expect(await channel.query(sent)).toEqual({ outcome: 'notFound' });
      });

      it('leaves the collection as it was: collected', async () => {
        await collect();
        await refund('rfd_1', 700);
        await other.moveOn(aDay);

        expect(
          await channel.query({ instructionId: collectionId, direction: 'collection' }),
        ).toMatchObject({ outcome: 'found', amountFen: 700, instruction: { status: 'succeeded' } });
      });
    });

    describe('the statement of a day', () => {
      const today = () => new Date(other.now() + 8 * 3_600_000).toISOString().slice(0, 10);

      it('is not there before the day has ended', async () => {
        expect(await channel.statement(today())).toEqual({ outcome: 'notReady' });
      });

      it('lists every movement of that day, to the fen, and of no other', async () => {
        const day = today();
        const pay = { instructionId: 'dis_1', accountToken: account, amountFen: 29 };
        const take = { instructionId: 'rep_1', accountToken: account, amountFen: 1_000_000_001 };
        await channel.disburse(pay);
        await channel.collect(take);
        other.orderNext({ mode: 'fail', failureCode: 'declined' });
        await channel.disburse({ ...pay, instructionId: 'dis_2' });
        await other.moveOn(3_600);
        await channel.refund({
          instructionId: 'rfd_1',
          accountToken: account,
          amountFen: 100,
          collectionId: 'rep_1',
          collectedFen: take.amountFen,
        });
        await other.moveOn(2 * aDay);

        const statement = await channel.statement(day);
        const entries = statement.outcome === 'ready' ? statement.entries : [];
        expect(entries.map(({ occurredAt: _, ...entry }) => entry).sort(byId)).toEqual([
          { instructionId: 'dis_1', direction: 'disbursement', amountFen: 29 },
          { instructionId: 'rep_1', direction: 'collection', amountFen: 1_000_000_001 },
          { instructionId: 'rfd_1', direction: 'refund', amountFen: 100 },
        ]);
        for (const { occurredAt } of entries)
          expect(new Date(Date.parse(occurredAt) + 8 * 3_600_000).toISOString()).toContain(day);
      });

      it('shows money that came back on the day it came back', async () => {
        other.orderNext({ mode: 'bounce' });
        await channel.disburse({ instructionId: 'dis_1', accountToken: account, amountFen: 700 });
        await other.moveOn(4 * aDay);

        expect(await moved(other)).toEqual([
          { instructionId: 'dis_1', direction: 'return', amountFen: 700 },
          { instructionId: 'dis_1', direction: 'disbursement', amountFen: 700 },
        ]);
      });
    });

    it('answers unknown to everything when the other side is gone', async () => {
      await other.disconnect();
      const instruction = { instructionId: 'ins_1', accountToken: account, amountFen: 1 };
      const unknown = { outcome: 'unknown', reason: 'unreachable' };
      const refund = { ...instruction, collectionId: 'ins_0', collectedFen: 1 };

      expect(await channel.disburse(instruction)).toEqual(unknown);
      expect(await channel.collect(instruction)).toEqual(unknown);
      expect(await channel.refund(refund)).toEqual(unknown);
      if (paysToCards(channel)) expect(await channel.verifyCard(holder)).toEqual(unknown);
      const sent = { instructionId: 'ins_1', direction: 'disbursement' } as const;
      expect(await channel.query(sent)).toEqual(unknown);
      expect(await channel.statement('2026-10-01')).toEqual(unknown);
    });

    describeCallbacks(() => other);
  });
}

/** What a sending said at once. */
const at = (sending: Submission) => (sending.outcome === 'accepted' ? sending.instruction : {});

/** Every callback so far, read at the instant at which it came. */
export async function read(other: ChannelUnderTest) {
  const notices = [];
  for (const { rawBody, headers, receivedAtMillis } of other.callbacks) {
    const notice = await other.channel.parseCallback(rawBody, headers, receivedAtMillis);
    if (!notice.ok) throw new Error(`a genuine callback was refused: ${notice.error}`);
    notices.push(notice.value);
  }
  return notices;
}

const eventIds = async (other: ChannelUnderTest) => [
  ...new Set((await read(other)).map(({ eventId }) => eventId)),
];

/** Everything on the statements of the last five days, latest day first. */
async function moved(other: ChannelUnderTest) {
  const lines = [];
  for (let day = 1; day <= 5; day += 1) {
    const date = new Date(other.now() + 8 * 3_600_000 - day * aDay * 1000);
    const statement = await other.channel.statement(date.toISOString().slice(0, 10));
    if (statement.outcome !== 'ready') throw new Error('a past day has a statement');
    lines.push(...statement.entries.map(({ occurredAt: _, ...line }) => line));
  }
  return lines;
}

const byId = (one: { instructionId: string }, other: { instructionId: string }) =>
  one.instructionId < other.instructionId ? -1 : 1;
