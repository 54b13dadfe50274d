/** Paying an order out: one instruction, sent until it is sent, concluded once, never guessed. */
import { instructionKey } from '../../lambdas/core/payments/instruction';
import { bankCardKey } from '../../lambdas/core/users/rows';
import { handler as sendDisbursement } from '../../lambdas/payments/send-disbursement';
import {
  aBorrowerWithLimit,
  type Borrower,
  callBack,
  disburse,
  offeredOrder,
  signedOrder,
} from '../support/borrowers';
import { LendingWorld } from '../support/lending-world';
import { succeeded } from '../support/told-channel';

let world: LendingWorld;
let borrower: Borrower;
let orderId: string;
let instructionId: string;

beforeEach(async () => {
  world = new LendingWorld();
  borrower = await aBorrowerWithLimit(world);
  orderId = await signedOrder(world, borrower);
  instructionId = orderId.replace('ord_', 'dis_');
});

const instruction = () => world.row(instructionKey(instructionId));
const token = () => `money of ${orderId}`;

describe('a disbursement', () => {
  it('is written down before it is sent, to the card of the order, for its amount', async () => {
    await disburse(world, orderId);
    expect(world.channel.sent).toEqual([]);
    expect(await instruction()).toMatchObject({ state: 'created', subjectId: orderId });

    await world.deliver();
    expect(world.channel.sent).toEqual([
      {
        instructionId,
        accountToken: `account-of-${borrower.subject}`,
        amountFen: 1_000_000,
        direction: 'disburse',
      },
    ]);
    expect((await instruction()).state).toBe('sent');
  });

  it('is one instruction, though the step is tried again and again', async () => {
    await disburse(world, orderId);
    await world.deliver();
    await disburse(world, orderId, 'newer token');
    await world.deliver();
    await callBack(world, instructionId);
    await world.deliver();

    expect(world.channel.sent).toHaveLength(1);
    expect(world.workflow.outcomeOf('newer token')).toBe('succeeded');
  });

  it('tried again after its end answers at once', async () => {
    await disburse(world, orderId);
    await world.deliver();
    world.workflow.over.add(token());
    await callBack(world, instructionId, { status: 'failed' });
    await world.deliver();

    expect(await disburse(world, orderId, 'newer token')).toEqual({ outcome: 'failed' });
    expect(world.workflow.outcomeOf('newer token')).toBe('failed');
  });

  it('tried again at the moment of its end is tried once more, and hears it', async () => {
    await disburse(world, orderId);
    await world.deliver();
    world.workflow.over.add(token());
    world.beforeCommit(async () => {
      await callBack(world, instructionId);
      await world.deliver();
    });

    await expect(disburse(world, orderId, 'newer token')).rejects.toThrow('meanwhile');
    expect(await disburse(world, orderId, 'newest token')).toEqual({ outcome: 'succeeded' });
  });

  it('does not happen for an order that nobody signed', async () => {
    const unsigned = await offeredOrder(world, borrower);

    await expect(disburse(world, unsigned)).rejects.toThrow('not signed');
    expect(world.events.some(({ type }) => type === 'InstructionCreated')).toBe(false);
  });

  it('fails before any money moves when the card is gone', async () => {
    const key = bankCardKey(borrower.subject, borrower.bankCardId);
    await world.store.commit([{ kind: 'remove', key, expectedVersion: 1 }]);

    expect(await disburse(world, orderId)).toEqual({ outcome: 'failed' });
    expect(world.workflow.outcomeOf(token())).toBe('failed');
    expect(await instruction()).toBeUndefined();
  });

  it('fails before any money moves when the cap has fallen meanwhile', async () => {
    const { catalogue } = world.services as { catalogue: { capRules: object[] } };
    const capRules = catalogue.capRules.map((rule) => ({ ...rule, capPpm: 100_000 }));
    const services = { ...world.services, catalogue: { ...catalogue, capRules } };
    const input = { orderId, taskToken: token() };
    const moment = { now: world.now, today: world.today };

    expect(await sendDisbursement.step(input, services as never, moment)).toEqual({
      outcome: 'failed',
    });
    expect(await instruction()).toBeUndefined();
  });

  it('survives a store that fails before or after the instruction is written', async () => {
    for (const at of ['before', 'after'] as const) {
      world.fault = ({ kind }) => (kind === 'commit' ? { kind: 'timeout', at } : undefined);
      await expect(disburse(world, orderId)).rejects.toThrow();
    }
    world.fault = () => undefined;
    await disburse(world, orderId);
    await world.deliver();

    expect(world.channel.sent).toHaveLength(1);
  });
});

describe('what the channel answers to a sending', () => {
  const send = async () => {
    await disburse(world, orderId);
    await world.deliver();
  };

  it('at once and finally concludes the instruction without a callback', async () => {
    world.channel.submission = { outcome: 'accepted', instruction: succeeded(world.now) };
    await send();

    expect(world.workflow.outcomeOf(token())).toBe('succeeded');
  });

  it('as refused concludes it as failed', async () => {
    world.channel.submission = { outcome: 'refused', code: 'accountUnknown' };
    await send();

    expect(await instruction()).toMatchObject({ state: 'failed', failureCode: 'declined' });
    expect(world.workflow.outcomeOf(token())).toBe('failed');
  });

  it('as a conflict of ids is never called a failure: money may have moved', async () => {
    world.channel.submission = { outcome: 'refused', code: 'instructionConflict' };
    await send();

    expect((await instruction()).state).toBe('unknown');
    expect(world.workflow.answers.filter(({ taskToken }) => taskToken === token())).toEqual([]);
  });

  it('not at all leaves it unknown, and its callback still counts', async () => {
    world.channel.submission = { outcome: 'unknown', reason: 'timeout' };
    await send();
    expect((await instruction()).state).toBe('unknown');

    await callBack(world, instructionId);
    await world.deliver();
    expect(world.workflow.outcomeOf(token())).toBe('succeeded');
  });

  it('is asked for again when the event comes again, under the same id', async () => {
    await send();
    await world.redeliver();

    expect(new Set(world.channel.sent.map((sent) => sent.instructionId)).size).toBe(1);
    expect((await instruction()).state).toBe('sent');
  });

  it('is not asked for again after the end', async () => {
    await send();
    await callBack(world, instructionId);
    await world.deliver();
    const sent = world.channel.sent.length;
    await world.redeliver();

    expect(world.channel.sent).toHaveLength(sent);
    expect(concluded()).toHaveLength(1);
  });
});

const concluded = () =>
  world.events.flatMap((event) => (event.type === 'InstructionConcluded' ? [event] : []));
