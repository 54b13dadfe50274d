/** Instructions are routed once, by what submissions to each channel have come to. */
import { ChannelRouter, healthBelievedMillis } from '../../lambdas/core/payments/channel-router';
import { instructionKey } from '../../lambdas/core/payments/instruction';
import { failure, success } from '../../lambdas/core/result';
import { type BankCardBody, bankCardKey } from '../../lambdas/core/users/rows';
import { handler as resolveInstructions } from '../../lambdas/payments/resolve-instructions';
import { readRoutes } from '../../lambdas/platform/composition/routes';
import { handler as createRepayment } from '../../lambdas/repayment/create-repayment';
import {
  aBorrowerWithLimit,
  type Borrower,
  disburse,
  repayment,
  runningLoan,
  signedOrder,
} from '../support/borrowers';
import { LendingWorld } from '../support/lending-world';
import { ToldChannel } from '../support/told-channel';

/** Cheaper than the sandbox bank, and it knows the same cards. */
class CustodyBank extends ToldChannel {
  override readonly name = 'bank-custody';
}

class TwoChannels extends LendingWorld {
  readonly custody = new CustodyBank();
  router = new ChannelRouter(routes, ['sandbox', 'bank-custody']);

  override get services(): object {
    const { channel, custody, router } = this;
    const all = [channel, custody];
    const find = (name: string) => all.find((one) => one.name === name);
    return { ...super.services, channels: { enabled: all, forCards: all, find }, router };
  }
}

const { breaker, ...document } = readRoutes();
const routes = {
  ...document,
  breaker,
  routes: document.routes.map((route) => ({
    ...route,
    feeFen: route.channel === 'sandbox' ? 100 : 50,
  })),
};

let world: TwoChannels;
let borrower: Borrower;

beforeEach(async () => {
  world = new TwoChannels();
  borrower = await someoneKnownToBoth();
});

describe('a new instruction', () => {
  it('goes to the cheapest channel that knows the card, with the token of that channel', async () => {
    await send(await signedOrder(world, borrower));
    expect(world.custody.sent).toMatchObject([{ accountToken: 'custody-token' }]);
    expect(world.channel.sent).toEqual([]);
  });

  it('goes elsewhere once submissions failed, while the one that was made stays', async () => {
    world.custody.submission = { outcome: 'unknown', reason: 'timeout' };
    const stuck = await signedOrder(world, borrower);
    await send(stuck);
    world.pass(5 * 60 + 1);
    // The channel says that it never got it: sent again each time, under the same id.
    for (let attempt = 0; attempt < breaker.minimumAttempts; attempt++)
      await world.run(resolveInstructions);
    const [id, ...others] = new Set(world.custody.sent.map(({ instructionId }) => instructionId));
    expect([id, others]).toEqual([instructionIdOf(stuck), []]);

    const other = await someoneKnownToBoth();
    await send(await signedOrder(world, other));
    expect(world.channel.sent).toHaveLength(1);

    await send(stuck, 'newer token');
    await world.run(resolveInstructions);
    expect(world.channel.sent).toHaveLength(1);
    expect(await instruction(stuck)).toMatchObject({ channel: 'bank-custody', state: 'unknown' });
  });

  it('does not reach a channel that the stage does not use, nor one with no route for it', async () => {
    const card = { bank, channel: 'alipay', accountToken: 'token' };
    const none = failure('noChannel');
    const wish = { instructionId: 'rep_1', direction: 'collection', amountFen: 100 } as const;
    expect(await world.router.choose(world.store, card, wish, world.now)).toEqual(none);
    const dear = { ...wish, amountFen: 100_000_000_000 };
    const bound = { ...card, channel: 'sandbox' };
    expect(await world.router.choose(world.store, bound, dear, world.now)).toEqual(none);
    expect(await world.router.choose(world.store, bound, wish, world.now)).toEqual(
      success({ channel: 'sandbox', accountToken: 'token' }),
    );
  });
});

describe('a channel that is silent', () => {
  it('keeps nobody from asking another one', async () => {
    await send(await signedOrder(world, borrower));
    world.custody.query = () => new Promise(() => undefined);
    world.router = new ChannelRouter(routes, ['sandbox']);
    const other = await signedOrder(world, await someoneKnownToBoth());
    await send(other);
    world.pass(5 * 60 + 1);
    void world.run(resolveInstructions);
    for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
    expect(world.channel.asked).toEqual([instructionIdOf(other)]);
  });
});

describe('without any channel', () => {
  beforeEach(() => {
    world.router = new ChannelRouter(routes, ['alipay']);
  });

  it('a disbursement fails before any money moves', async () => {
    const orderId = await signedOrder(world, borrower);
    expect(await disburse(world, orderId)).toEqual({ outcome: 'failed' });
    expect(await instruction(orderId)).toBeUndefined();
  });
});

describe('without any channel for a debit', () => {
  it('a repayment is refused as unavailable and nothing is written', async () => {
    const someone = await aBorrowerWithLimit(world);
    const { loanId } = await runningLoan(world, someone);
    world.router = new ChannelRouter(routes, ['alipay']);
    const before = world.everything;
    const reply = await world.call(createRepayment, repayment(someone, loanId, 100));
    expect(reply).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    expect(world.everything).toBe(before);
  });
});

const bank = { en: 'China Construction Bank', zh: '建设银行' };
const instructionIdOf = (orderId: string) => orderId.replace('ord_', 'dis_');
const instruction = (orderId: string) => world.row(instructionKey(instructionIdOf(orderId)));

async function send(orderId: string, taskToken?: string): Promise<void> {
  await disburse(world, orderId, taskToken);
  await world.deliver();
  // A warm function believes what it read for some seconds.
  world.pass(healthBelievedMillis / 1000);
}

async function someoneKnownToBoth(): Promise<Borrower> {
  const someone = await aBorrowerWithLimit(world);
  const key = bankCardKey(someone.subject, someone.bankCardId);
  const card = await world.store.get<BankCardBody>(key);
  if (!card) throw new Error('a borrower without a card');
  const otherAccounts = [{ channel: 'bank-custody', accountToken: 'custody-token' }];
  const item = { ...card, body: { ...card.body, otherAccounts } };
  await world.store.commit([{ kind: 'replace', item, expectedVersion: card.version }]);
  return someone;
}
