/** Callbacks and questions: what became of an instruction counts once, from wherever it comes. */
import {
  createInstruction,
  instructionKey,
  openShards,
} from '../../lambdas/core/payments/instruction';
import { shardOf } from '../../lambdas/core/shards';
import { handler as queryDisbursement } from '../../lambdas/payments/query-disbursement';
import { handler as receiveChannelCallback } from '../../lambdas/payments/receive-channel-callback';
import { handler as resolveInstructions } from '../../lambdas/payments/resolve-instructions';
import {
  aBorrowerWithLimit,
  type Borrower,
  callBack,
  disburse,
  signedOrder,
} from '../support/borrowers';
import { LendingWorld } from '../support/lending-world';
import { failed, succeeded } from '../support/told-channel';

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

describe('a callback', () => {
  beforeEach(async () => {
    await disburse(world, orderId);
    await world.deliver();
  });

  it.each(['succeeded', 'failed'] as const)(
    'that it %s concludes the instruction and is told on',
    async (status) => {
      const reply = await callBack(world, instructionId, { status });
      await world.deliver();

      expect(reply).toEqual({ status: 200, body: { received: true } });
      expect(await instruction()).toMatchObject({ state: status });
      expect(world.workflow.outcomeOf(token())).toBe(status);
    },
  );

  it('that repeats changes nothing and is answered alike', async () => {
    await callBack(world, instructionId);
    await world.deliver();
    const before = world.everything;

    expect(await callBack(world, instructionId)).toEqual({ status: 200, body: { received: true } });
    expect(world.everything).toBe(before);
  });

  it('that comes five times at once concludes once', async () => {
    const replies = await Promise.all([1, 2, 3, 4, 5].map(() => callBack(world, instructionId)));
    await world.deliver();

    expect(replies.every(({ status }) => status === 200)).toBe(true);
    expect(concluded()).toHaveLength(1);
  });

  it('of another outcome afterwards is recorded and moves nothing', async () => {
    await callBack(world, instructionId, { status: 'failed' });
    const was = await instruction();
    await callBack(world, instructionId, { status: 'succeeded', eventId: 'second' });
    await world.deliver();

    expect(await instruction()).toEqual(was);
    expect(concluded()).toHaveLength(1);
    expect(world.workflow.answers.at(-1)).toMatchObject({ outcome: 'failed' });
    expect(notices()).toEqual([
      { effect: 'concludes', status: 'failed', amountFen: 1_000_000 },
      { effect: 'contradicts', status: 'succeeded', amountFen: 1_000_000 },
    ]);
  });

  it('of another amount is recorded and moves nothing', async () => {
    expect((await callBack(world, instructionId, { amountFen: 999_999 })).status).toBe(200);

    expect((await instruction()).state).toBe('sent');
    const effect = 'contradicts';
    expect(notices()).toEqual([{ effect, status: 'succeeded', amountFen: 999_999 }]);
  });

  it('that comes before the answer to the sending stands', async () => {
    const other = await signedOrder(world, borrower);
    await disburse(world, other);
    const id = other.replace('ord_', 'dis_');
    world.channel.meanwhile = async () => {
      await callBack(world, id);
    };
    await world.deliver();

    expect(await world.row(instructionKey(id))).toMatchObject({ state: 'succeeded' });
    expect(concluded().filter(({ data }) => data.subjectId === other)).toHaveLength(1);
  });

  it('without the proof of the channel is refused, and nothing is written', async () => {
    const before = world.everything;
    const call = {
      params: { channel: 'sandbox' },
      body: { eventId: 'e', instructionId, amountFen: 1_000_000, instruction: succeeded(0) },
    };

    expect(await world.call(receiveChannelCallback, call)).toMatchObject({
      status: 401,
      body: { code: 'callback_rejected' },
    });
    expect(
      await world.call(receiveChannelCallback, { ...call, params: { channel: 'other' } }),
    ).toMatchObject({
      status: 404,
    });
    expect(
      await world.call(receiveChannelCallback, { ...call, params: { channel: '../x' } }),
    ).toMatchObject({
      status: 400,
    });
    expect(world.everything).toBe(before);
  });

  it('about an instruction that nobody made finds nothing', async () => {
    expect(await callBack(world, 'dis_unknown')).toMatchObject({ status: 404 });
  });

  it('is taken again when the store failed while it was written', async () => {
    world.fault = ({ kind }) => (kind === 'commit' ? { kind: 'error', at: 'before' } : undefined);
    expect((await callBack(world, instructionId)).status).toBe(500);
    world.fault = ({ kind }) => (kind === 'commit' ? { kind: 'error', at: 'after' } : undefined);
    expect((await callBack(world, instructionId)).status).toBe(500);
    world.fault = () => undefined;

    expect((await callBack(world, instructionId)).status).toBe(200);
    expect(concluded()).toHaveLength(1);
  });
});

describe('asking after a disbursement', () => {
  const ask = () => world.step(queryDisbursement, { orderId });

  beforeEach(async () => {
    await disburse(world, orderId);
    await world.deliver();
  });

  it.each([
    ['succeeded', succeeded],
    ['failed', failed],
  ] as const)('finds out that it %s, as a callback would have told', async (outcome, final) => {
    world.channel.found = {
      outcome: 'found',
      amountFen: 1_000_000,
      instruction: final(world.now),
    };

    expect(await ask()).toEqual({ outcome });
    expect(await instruction()).toMatchObject({ state: outcome });
    expect(concluded()).toHaveLength(1);
  });

  it('waits on while the bank does, or does not answer', async () => {
    world.channel.found = {
      outcome: 'found',
      amountFen: 1_000_000,
      instruction: { status: 'pending' },
    };
    expect(await ask()).toEqual({ outcome: 'pending' });
    world.channel.found = { outcome: 'unknown', reason: 'unreachable' };
    expect(await ask()).toEqual({ outcome: 'pending' });
    expect(world.channel.sent).toHaveLength(1);
  });

  it('sends again, under the same id, what the bank never got', async () => {
    world.channel.found = { outcome: 'notFound' };

    expect(await ask()).toEqual({ outcome: 'pending' });
    expect(world.channel.sent.map((sent) => sent.instructionId)).toEqual([
      instructionId,
      instructionId,
    ]);
  });

  it('does not believe another amount, but the right one after it', async () => {
    world.channel.found = { outcome: 'found', amountFen: 1, instruction: succeeded(world.now) };

    expect(await ask()).toEqual({ outcome: 'pending' });
    world.channel.found = {
      outcome: 'found',
      amountFen: 1_000_000,
      instruction: succeeded(world.now),
    };
    expect(await ask()).toEqual({ outcome: 'succeeded' });
  });

  it('asks nobody once the end is known', async () => {
    await callBack(world, instructionId);

    expect(await ask()).toEqual({ outcome: 'succeeded' });
    expect(world.channel.asked).toEqual([]);
  });

  it('and a callback at the same moment conclude it once', async () => {
    world.channel.found = {
      outcome: 'found',
      amountFen: 1_000_000,
      instruction: succeeded(world.now),
    };
    world.beforeCommit(() => callBack(world, instructionId));

    expect(await ask()).toEqual({ outcome: 'succeeded' });
    expect(concluded()).toHaveLength(1);
  });
});

describe('the schedule that asks after instructions', () => {
  it('leaves young ones alone, then finds out about all of them', async () => {
    await disburse(world, orderId);
    const other = await signedOrder(world, borrower);
    await disburse(world, other);
    await world.deliver();
    world.channel.found = {
      outcome: 'found',
      amountFen: 1_000_000,
      instruction: succeeded(world.now),
    };

    expect(await world.run(resolveInstructions)).toEqual({ resolved: 0 });
    world.pass(301);
    expect(await world.run(resolveInstructions)).toEqual({ resolved: 2 });
    expect(await world.run(resolveInstructions)).toEqual({ resolved: 0 });
    expect(concluded()).toHaveLength(2);
  });

  it('is not kept from the others by one that cannot be resolved', async () => {
    await disburse(world, orderId);
    const other = await signedOrder(world, borrower);
    await disburse(world, other);
    await world.deliver();
    world.pass(301);
    const { query } = world.channel;
    world.channel.query = async (sent) => {
      if (sent.instructionId === instructionId) throw new Error('this one is strange');
      return query.call(world.channel, sent);
    };

    expect(await world.run(resolveInstructions)).toEqual({ resolved: 1 });
  });

  it('asks after more than the store reads at once', async () => {
    const ids = Array.from({ length: 9_000 }, (_, n) => `rep_${n}`);
    const ofOneShard = ids.filter((id) => shardOf(id, openShards) === 0).slice(0, 1_001);
    for (const id of ofOneShard) await world.store.commit(createInstruction(anInstruction(id)));
    world.pass(301);
    const instruction = { status: 'pending' } as const;
    world.channel.found = { outcome: 'found', amountFen: 100, instruction };
    expect(await world.run(resolveInstructions)).toEqual({ resolved: 1_001 });
    expect(new Set(world.channel.asked).size).toBe(1_001);
  });
});

const anInstruction = (id: string) => ({
  instructionId: id,
  purpose: 'repayment' as const,
  orderedBy: 'borrower' as const,
  subjectId: 'loan_1',
  customerId: borrower.subject,
  channel: 'sandbox',
  accountToken: 'token',
  amountFen: 100,
  createdAtMillis: world.now,
});

const notices = () =>
  [...world.store.everything()]
    .filter(({ key }) => key.sort.startsWith('NOTICE#'))
    .map(({ body }) => body);

const concluded = () =>
  world.events.flatMap((event) => (event.type === 'InstructionConcluded' ? [event] : []));
