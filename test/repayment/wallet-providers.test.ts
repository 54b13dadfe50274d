/** A wallet's whole way over the real adapters: linked, debited, refunded and unlinked. */

import { ChannelRouter } from '../../lambdas/core/payments/channel-router';
import type { AgreementSigning } from '../../lambdas/core/ports/agreement-signing';
import type { PaymentChannel } from '../../lambdas/core/ports/payment-channel';
import { handler as receiveChannelCallback } from '../../lambdas/payments/receive-channel-callback';
import { handler as resolveInstructions } from '../../lambdas/payments/resolve-instructions';
import { readRoutes } from '../../lambdas/platform/composition/routes';
import { handler as adjustLoan } from '../../lambdas/repayment/adjust-loan';
import { handler as createRepayment } from '../../lambdas/repayment/create-repayment';
import { handler as getLoan } from '../../lambdas/repayment/get-loan';
import { handler as getWallet } from '../../lambdas/users/get-wallet';
import { handler as linkWallet } from '../../lambdas/users/link-wallet';
import { handler as receiveAgreementNotice } from '../../lambdas/users/receive-agreement-notice';
import { handler as unlinkWallet } from '../../lambdas/users/unlink-wallet';
import { holder } from '../adapters/payment-channel-contract';
import type { Caller } from '../support/api-call';
import { expectBalancedBooks } from '../support/books';
import {
  aBorrowerWithLimit,
  type Borrower,
  expectStatus,
  newKey,
  runningLoan,
} from '../support/borrowers';
import { LendingWorld } from '../support/lending-world';
import { type WalletProvider, walletProviders } from '../support/wallet-providers';

const admin: Caller = { subject: 'stf_admin', role: 'admin', sessionId: 'ses_m' };

class ProviderWorld extends LendingWorld {
  provider: { channel: PaymentChannel; signing: AgreementSigning } | undefined;

  override get services(): object {
    const all = this.provider ? [this.channel, this.provider.channel] : [this.channel];
    const signing = this.provider?.signing;
    return {
      ...super.services,
      channels: {
        enabled: all,
        forCards: [this.channel],
        find: (name: string) => all.find((one) => one.name === name),
      },
      router: new ChannelRouter(
        readRoutes(),
        all.map(({ name }) => name),
      ),
      signings: { find: (name: string) => (name === signing?.name ? signing : undefined) },
    };
  }
}

describe.each(walletProviders)('a wallet of %s', (_, open) => {
  let world: ProviderWorld;
  let provider: WalletProvider;
  let borrower: Borrower;
  let loanId: string;

  beforeEach(async () => {
    world = new ProviderWorld();
    borrower = await aBorrowerWithLimit(world);
    ({ loanId } = await runningLoan(world, borrower));
    provider = await open({ now: () => world.now });
    world.provider = provider;
  });
  afterEach(async () => {
    await provider.other.close();
    await provider.receiver.close();
    await expectBalancedBooks(world);
  });

  it('pays, is paid back, and pays no more once it is unlinked', async () => {
    const walletId = await linked();
    const debit = await order(walletId);
    const { repaymentId } = expectStatus(202, debit).body;
    await concluded();
    expect(await events()).toEqual(['disbursed', 'repaid']);

    const body = { kind: 'refund', repaymentId, reason: 'error' };
    const call = { as: admin, params: { loanId }, body, idempotencyKey: newKey() };
    expectStatus(201, await world.call(adjustLoan, call));
    await concluded();
    expect(await events()).toEqual(['disbursed', 'repaid', 'reversed']);

    const unlinking = { as: borrower, params: { walletId }, body: {} };
    expectStatus(200, await world.call(unlinkWallet, unlinking));
    expect(await order(walletId)).toMatchObject({ body: { code: 'wallet_not_active' } });
  });

  async function linked(): Promise<string> {
    const body = { channel: provider.signing.name };
    const reply = await world.call(linkWallet, { as: borrower, body, idempotencyKey: newKey() });
    const { walletId, signing } = expectStatus(201, reply).body;
    if (signing.kind === 'page') await fetch(signing.url);
    expect(await provider.other.sign(walletId, holder)).toBe(true);
    await told(receiveAgreementNotice);
    const seen = await world.call(getWallet, { as: borrower, params: { walletId } });
    expect(seen.body.state).toBe('active');
    return walletId;
  }

  const order = (walletId: string) =>
    world.call(createRepayment, {
      as: borrower,
      params: { loanId },
      body: { kind: 'amount', amountFen: 5_000, walletId },
      idempotencyKey: newKey(),
    });

  /** Sent, decided by the provider, told or asked for, booked. */
  async function concluded(): Promise<void> {
    await world.deliver();
    world.pass(6 * 60);
    await provider.clock.moveTo(world.now);
    await told(receiveChannelCallback);
    await world.run(resolveInstructions);
    await world.deliver();
  }

  /** Everything the provider has told since, to the handler that it is for. */
  async function told(
    handler: typeof receiveAgreementNotice | typeof receiveChannelCallback,
  ): Promise<void> {
    const params = { channel: provider.signing.name };
    for (const { rawBody, headers } of provider.receiver.received.splice(0))
      expectStatus(200, await world.call(handler, { params, rawBody, headers }));
  }

  const events = async () =>
    (await world.call(getLoan, { as: borrower, params: { loanId } })).body.events.map(
      ({ type }: { type: string }) => type,
    );
});
