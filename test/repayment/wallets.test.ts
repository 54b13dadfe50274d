/** Repaying from a wallet: by one’s own active one, through its own channel and no other. */
import { ChannelRouter } from '../../lambdas/core/payments/channel-router';
import { instructionKey } from '../../lambdas/core/payments/instruction';
import { collectionId } from '../../lambdas/core/repayment/autopay';
import { loanKey } from '../../lambdas/core/repayment/loan-record';
import * as wallets from '../../lambdas/core/users/wallets';
import { handler as receiveChannelCallback } from '../../lambdas/payments/receive-channel-callback';
import { readRoutes } from '../../lambdas/platform/composition/routes';
import { handler as authoriseAutopay } from '../../lambdas/repayment/authorise-autopay';
import { handler as createRepayment } from '../../lambdas/repayment/create-repayment';
import { handler as getRepayment } from '../../lambdas/repayment/get-repayment';
import { handler as quoteRepayment } from '../../lambdas/repayment/quote-repayment';
import { handler as unlinkWallet } from '../../lambdas/users/unlink-wallet';
import { expectBalancedBooks } from '../support/books';
import {
  aBorrower,
  aBorrowerWithLimit,
  type Borrower,
  expectStatus,
  newKey,
  runningLoan,
} from '../support/borrowers';
import { LendingWorld } from '../support/lending-world';
import { nightOf } from '../support/nights';
import { proof, succeeded, ToldChannel } from '../support/told-channel';

const accountToken = '.20261122000000000001';

class Alipay extends ToldChannel {
  override readonly name = 'alipay';
}

class WalletWorld extends LendingWorld {
  readonly alipay = new Alipay();
  enabled = ['sandbox', 'alipay'];

  override get services(): object {
    const { channel, alipay } = this;
    const all = [channel, alipay];
    return {
      ...super.services,
      channels: {
        enabled: all,
        forCards: [channel],
        find: (name: string) => all.find((one) => one.name === name),
      },
      router: new ChannelRouter(readRoutes(), this.enabled),
      signings: { find: () => ({ end: async () => ({ outcome: 'ended' }) }) },
    };
  }
}

let world: WalletWorld;
let borrower: Borrower;
let loanId: string;
let walletId: string;

beforeEach(async () => {
  world = new WalletWorld();
  borrower = await aBorrowerWithLimit(world);
  ({ loanId } = await runningLoan(world, borrower));
  walletId = await aWallet(borrower);
});
afterEach(() => expectBalancedBooks(world));

describe('a repayment from a wallet', () => {
  it.each([
    { kind: 'amount', amountFen: 5_000 },
    { kind: 'instalments', instalments: [1] },
    { kind: 'prepayment', amountFen: 200_000, effect: 'shorterTerm' },
    { kind: 'payoff' },
  ])('$kind goes through its channel, with the number of its agreement', async (wish) => {
    const { repaymentId, amountFen } = expectStatus(202, await order({ ...wish, walletId })).body;
    await world.deliver();
    expect(world.alipay.sent).toEqual([
      { direction: 'collect', instructionId: repaymentId, accountToken, amountFen },
    ]);
    expect(await conclude(repaymentId)).toMatchObject({ status: 'succeeded' });
    expect(collectedFromCards()).toEqual([]);
  });

  it('may be what was quoted', async () => {
    const as = borrower;
    const asked = { as, params: { loanId }, body: { kind: 'payoff' } };
    const { repaymentQuoteId } = expectStatus(201, await world.call(quoteRepayment, asked)).body;
    const { repaymentId } = expectStatus(202, await order({ repaymentQuoteId, walletId })).body;
    await world.deliver();
    expect(world.alipay.sent).toHaveLength(1);
    expect(await conclude(repaymentId)).toMatchObject({ status: 'succeeded', kind: 'payoff' });
  });

  it('names a card or a wallet, one of them', async () => {
    const before = world.everything;
    const both = { walletId, bankCardId: borrower.bankCardId };
    for (const body of [{}, both])
      expect(await order({ kind: 'payoff', ...body })).toMatchObject({
        status: 400,
        body: { code: 'validation_failed', fields: [{ path: 'body.walletId' }] },
      });
    expect(world.everything).toBe(before);
  });

  it('is refused for somebody else’s wallet as for one that does not exist', async () => {
    const others = await aWallet(await aBorrower(world));
    const missing = await order({ kind: 'payoff', walletId: world.id('agr') });
    expect(missing).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await order({ kind: 'payoff', walletId: others })).toEqual(missing);
  });

  it.each(['pending', 'ended'] as const)('is refused while it is %s', async (state) => {
    const other = await aWallet(borrower, state);
    const before = world.everything;
    expect(await order({ kind: 'payoff', walletId: other })).toMatchObject({
      status: 409,
      body: { code: 'wallet_not_active' },
    });
    expect(world.everything).toBe(before);
  });

  it('waits while the channel is ill or not of this stage: no other takes it', async () => {
    await makeIll();
    const before = world.everything;
    expect(await order({ kind: 'payoff', walletId })).toMatchObject({
      status: 503,
      body: { code: 'unavailable' },
    });
    expect(world.everything).toBe(before);
    world.pass(3600);
    world.enabled = ['sandbox'];
    expect(await order({ kind: 'payoff', walletId })).toMatchObject({ status: 503 });
    world.enabled = ['sandbox', 'alipay'];
    expectStatus(202, await order({ kind: 'payoff', walletId }));
  });

  it('shows the agreement’s number in no answer, event or workflow', async () => {
    const reply = expectStatus(202, await order({ kind: 'payoff', walletId }));
    await world.deliver();
    await conclude(reply.body.repaymentId);
    const said = JSON.stringify([reply, world.events, world.workflow]);
    expect(said).not.toContain(accountToken.slice(1));
  });
});

describe('autopay from a wallet', () => {
  it('collects what is due through its channel', async () => {
    const { body } = expectStatus(200, await authorise({ walletId }));
    expect(body.authorisation).toEqual({ walletId, authorisedAt: expect.any(String) });
    expect((await authorise({ walletId })).body).toEqual(body);
    await night(8);
    const [debit, ...others] = world.alipay.sent;
    expect(debit).toMatchObject({ instructionId: collectionId(loanId, 1), accountToken });
    expect([others, collectedFromCards()]).toEqual([[], []]);
    expect(await conclude(collectionId(loanId, 1))).toMatchObject({ status: 'succeeded' });
  });

  it('takes the place of the card that was authorised before', async () => {
    expectStatus(200, await authorise({ bankCardId: borrower.bankCardId }));
    world.pass(1);
    const { body } = expectStatus(200, await authorise({ walletId }));
    expect(body.authorisation).not.toHaveProperty('bankCardId');
    await night(8);
    expect([world.alipay.sent.length, collectedFromCards()]).toEqual([1, []]);
  });

  it('names one of them, one’s own and active', async () => {
    const both = { walletId, bankCardId: borrower.bankCardId };
    for (const source of [{}, both]) expect((await authorise(source)).status).toBe(400);
    const others = await aWallet(await aBorrower(world));
    expect((await authorise({ walletId: others })).status).toBe(404);
    const pending = await aWallet(borrower, 'pending');
    expect(await authorise({ walletId: pending })).toMatchObject({
      status: 409,
      body: { code: 'wallet_not_active' },
    });
  });

  it('tries at the next hour when the channel was ill, and is no case for people', async () => {
    expectStatus(200, await authorise({ walletId }));
    world.moveTo('2026-12-22', 8);
    await makeIll();
    await night(8);
    expect(world.alipay.sent).toEqual([]);
    await night(20);
    expect(world.alipay.sent).toHaveLength(1);
    expect(await world.row(loanKey(loanId))).not.toHaveProperty('hasServicingCase');
  });

  it('ends when the wallet is unlinked, at once and as often as it is told', async () => {
    expectStatus(200, await authorise({ walletId }));
    world.pass(1);
    const call = { as: borrower, params: { walletId }, body: {} };
    expectStatus(200, await world.call(unlinkWallet, call));
    await world.deliver();
    expect(await world.row(loanKey(loanId))).not.toHaveProperty('autopay');
    await world.redeliver();
    const changes = world.events.filter(({ type }) => type === 'AutopayChanged');
    expect(changes.map(({ data }) => data)).toMatchObject([{ enabled: true }, { enabled: false }]);
    await night(8);
    expect(world.alipay.sent).toEqual([]);
  });

  it('from another source is left alone, and one told too late still debits nothing', async () => {
    expectStatus(200, await authorise({ bankCardId: borrower.bankCardId }));
    await endInItsApp();
    await world.deliver();
    expect(await world.row(loanKey(loanId))).toHaveProperty('autopay');

    walletId = await aWallet(borrower);
    world.pass(1);
    expectStatus(200, await authorise({ walletId }));
    // The event is still on its way.
    await endInItsApp();
    world.moveTo('2026-12-22', 8);
    await nightOf(world, '2026-12-22', 8);
    expect(await world.row(loanKey(loanId))).not.toHaveProperty('autopay');
    await world.deliver();
    expect([world.alipay.sent, collectedFromCards()]).toEqual([[], []]);
  });
});

const order = (body: object) =>
  world.call(createRepayment, {
    as: borrower,
    params: { loanId },
    body,
    idempotencyKey: newKey(),
  });
const authorise = (body: object) =>
  world.call(authoriseAutopay, { as: borrower, params: { loanId }, body });
const night = async (hour: number) => {
  await nightOf(world, '2026-12-22', hour);
  await world.deliver();
};
const collectedFromCards = () =>
  world.channel.sent.filter(({ direction }) => direction === 'collect');

/** A wallet of Alipay, as linking and its provider's word leave it. */
async function aWallet(
  owner: Borrower,
  state: 'pending' | 'active' | 'ended' = 'active',
): Promise<string> {
  const id = world.id('agr');
  const latest = await world.store.get(wallets.latestWalletKey(owner.subject, 'alipay'));
  const pending = wallets.startedWallet(id, 'alipay', world.now);
  await world.store.commit(wallets.keepWallet(owner.subject, pending, [], latest));
  const at = new Date(world.now).toISOString();
  const active = { state: 'active', accountToken, signedAt: at } as const;
  if (state !== 'pending') await settle(owner, id, active);
  if (state === 'ended') await settle(owner, id, { state: 'ended', endedAt: at });
  return id;
}

async function settle(
  { subject }: Borrower,
  id: string,
  agreement: Parameters<typeof wallets.settleWallet>[2],
): Promise<void> {
  const row = await world.store.get<wallets.WalletBody>(wallets.walletKey(subject, id));
  await wallets.settleWallet(world.store, row!, agreement, world.now);
}

const endInItsApp = () =>
  settle(borrower, walletId, { state: 'ended', endedAt: new Date(world.now).toISOString() });

/** So many debits of others that nobody answered: the breaker is open. */
async function makeIll(): Promise<void> {
  const minute = Math.floor(world.now / 60_000);
  const { minimumAttempts } = readRoutes().breaker;
  await world.store.commit([
    {
      kind: 'add',
      key: {
        table: 'payments',
        partition: 'HEALTH#alipay#0',
        sort: `${String(minute).padStart(10, '0')}#bad`,
      },
      by: minimumAttempts,
      expiresAtEpochSeconds: minute * 60 + 3600,
    },
  ]);
}

/** The channel tells that it has the money, and the loan hears of it. */
async function conclude(instructionId: string) {
  const { amountFen } = await world.row(instructionKey(instructionId));
  const instruction = succeeded(world.now);
  const told = await world.call(receiveChannelCallback, {
    params: { channel: 'alipay' },
    headers: proof,
    body: { eventId: `told-${instructionId}`, instructionId, amountFen, instruction },
  });
  expectStatus(200, told);
  await world.deliver();
  const params = { loanId, repaymentId: instructionId };
  return (await world.call(getRepayment, { as: borrower, params })).body;
}
