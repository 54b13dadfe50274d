/** Wallets: linked with a second factor, active when their provider says so, ended for good. */
import type {
  AgreementNotice,
  AgreementQuery,
  AgreementSigning,
  AgreementState,
  SigningStart,
} from '../../lambdas/core/ports/agreement-signing';
import { failure, success } from '../../lambdas/core/result';
import { walletKey } from '../../lambdas/core/users/wallets';
import { handler as exportData } from '../../lambdas/users/export-data';
import { handler as getWallet } from '../../lambdas/users/get-wallet';
import { handler as linkWallet } from '../../lambdas/users/link-wallet';
import { handler as listWallets } from '../../lambdas/users/list-wallets';
import { handler as receiveAgreementNotice } from '../../lambdas/users/receive-agreement-notice';
import { handler as requestDeletion } from '../../lambdas/users/request-deletion';
import { handler as unlinkWallet } from '../../lambdas/users/unlink-wallet';
import { handler as withdrawConsent } from '../../lambdas/users/withdraw-consent';
import type { Caller } from '../support/api-call';
import { ada, eve, IdentityWorld } from '../support/identity-world';

const accountToken = '.20261122000000000001';
const signedAt = '2026-11-22T02:01:00.000Z';
const active = { state: 'active', accountToken, signedAt } as const;
const ended = { state: 'ended', endedAt: '2026-11-22T03:00:00.000Z' } as const;

describe('linking a wallet', () => {
  it('answers where to sign, and the wallet waits', async () => {
    const { world, caller, link } = await aWorld();
    const reply = await link();
    expect(reply).toEqual({
      status: 201,
      body: {
        walletId: expect.stringMatching(/^agr_/),
        channel: 'alipay',
        state: 'pending',
        startedAt: '2026-11-22T02:00:00.000Z',
        signing: { kind: 'page', url: `https://wallet.test/${reply.body.walletId}` },
      },
    });
    const { signing: _, ...wallet } = reply.body;
    const { body } = await world.call(listWallets, { as: caller });
    expect(body).toEqual({ wallets: [wallet] });
  });

  it('needs a fresh second factor', async () => {
    const { world, caller } = await aWorld();
    const call = { as: { ...caller, steppedUpUntil: 0 }, body: { channel: 'alipay' } };
    const reply = await world.call(linkWallet, { ...call, idempotencyKey: aKey(1) });
    expect(reply).toMatchObject({ status: 403, body: { code: 'step_up_required' } });
  });

  it('is the same for the same key, and asks the provider once', async () => {
    const { link, provider } = await aWorld();
    expect(await link()).toEqual(await link());
    expect(provider.started).toHaveLength(1);
  });

  it('needs consent, a proven person and a channel of this stage that can be signed with', async () => {
    const { world, caller, link } = await aWorld();
    expect(await link('wechat-pay', 2)).toMatchObject({ status: 404 });
    await world.call(withdrawConsent, { as: caller, params: { purpose: 'thirdPartySharing' } });
    const missing = { code: 'consent_missing', figures: { missing: ['thirdPartySharing'] } };
    expect(await link('alipay', 3)).toMatchObject({ status: 403, body: missing });
    const other = await world.confirmed(eve);
    const call = { as: other, body: { channel: 'alipay' }, idempotencyKey: aKey(4) };
    expect(await world.call(linkWallet, call)).toMatchObject({
      status: 409,
      body: { code: 'identity_incomplete' },
    });
  });

  it.each(['refused', 'unknown'] as const)(
    'keeps nothing of what a provider calls %s',
    async (said) => {
      const { link, provider, world } = await aWorld();
      provider.says = said;
      expect(await link()).toMatchObject({ status: 503, body: { code: 'unavailable' } });
      expect(world.everything()).not.toContain('agr_');
    },
  );

  it('is refused while one of the same provider is active', async () => {
    const { link, tell } = await aWorld();
    const { walletId } = (await link()).body;
    await tell(walletId, active);
    expect(await link('alipay', 2)).toMatchObject({
      status: 409,
      body: { code: 'wallet_already_linked' },
    });
  });
});

describe('an agreement', () => {
  it('is active when its provider tells so, its number shown to nobody', async () => {
    const { world, caller, link, tell } = await aWorld();
    const { walletId } = (await link()).body;
    expect(await tell(walletId, active)).toMatchObject({ status: 200, body: { code: 'SUCCESS' } });
    const { body } = await world.call(getWallet, { as: caller, params: { walletId } });
    expect(body).toMatchObject({ state: 'active', signedAt });
    const list = await world.call(listWallets, { as: caller });
    const row = (await world.store.get(walletKey(caller.subject, walletId)))!;
    expect(row.body).toMatchObject({ accountToken });
    const copy = await world.call(exportData, { as: caller });
    expect(copy.body.wallets).toEqual([body]);
    expect(JSON.stringify([body, list, copy])).not.toContain('20261122000000000001');
  });

  it('whose notice is lost is found by asking', async () => {
    const { world, caller, link, provider } = await aWorld();
    const { walletId } = (await link()).body;
    const get = async () =>
      (await world.call(getWallet, { as: caller, params: { walletId } })).body;
    expect((await get()).state).toBe('pending');
    provider.knows = { outcome: 'unknown', reason: 'timeout' };
    expect((await get()).state).toBe('pending');
    provider.knows = { outcome: 'found', ...active };
    expect((await get()).state).toBe('active');
  });

  it('told twice, at once and by both ways, is active once', async () => {
    const { world, caller, link, tell, provider } = await aWorld();
    const { walletId } = (await link()).body;
    provider.knows = { outcome: 'found', ...active };
    const get = () => world.call(getWallet, { as: caller, params: { walletId } });
    const replies = await Promise.all([tell(walletId, active), tell(walletId, active), get()]);
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await get()).body.state).toBe('active');
    expect((await world.store.get(walletKey(caller.subject, walletId)))!.version).toBe(2);
  });

  it('that its owner ended in the wallet’s app stays ended, and its number is forgotten', async () => {
    const { world, caller, link, tell } = await aWorld();
    const { walletId } = (await link()).body;
    await tell(walletId, active);
    await tell(walletId, ended);
    await tell(walletId, active);
    const row = (await world.store.get(walletKey(caller.subject, walletId)))!;
    expect(row.body).toMatchObject(ended);
    expect(row.body).not.toHaveProperty('accountToken');
  });

  it('signed after it was given up here is ended at its provider, or told of again', async () => {
    const { world, caller, link, tell, provider } = await aWorld();
    const { walletId } = (await link()).body;
    await world.call(unlinkWallet, { as: caller, params: { walletId } });
    provider.says = 'unknown';
    expect(await tell(walletId, active)).toMatchObject({ status: 503 });
    provider.says = 'started';
    expect(await tell(walletId, active)).toMatchObject({ status: 200 });
    expect(provider.ended).toEqual([walletId, walletId]);
    const { body } = await world.call(getWallet, { as: caller, params: { walletId } });
    expect(body.state).toBe('ended');
  });

  it('is told of by its own provider, signed, and about one that there is', async () => {
    const { link, tell, provider, world } = await aWorld();
    const { walletId } = (await link()).body;
    provider.rejects = 'signatureInvalid';
    expect(await tell(walletId, active)).toMatchObject({ body: { code: 'callback_rejected' } });
    provider.rejects = 'irrelevant';
    expect(await tell(walletId, active)).toMatchObject({ status: 200 });
    provider.rejects = undefined;
    const strange = await tell(`agr_${'z'.repeat(26)}`, active);
    expect(strange).toMatchObject({ status: 404, body: { code: 'not_found' } });
    const params = { channel: 'wechat-pay' };
    expect((await world.call(receiveAgreementNotice, { params })).status).toBe(404);
  });
});

describe('a second wallet of a provider', () => {
  it('takes the place of one that nobody has signed, and only it can become active', async () => {
    const { world, caller, link, tell, provider } = await aWorld();
    const first = (await link()).body.walletId;
    const second = (await link('alipay', 2)).body.walletId;
    expect(provider.ended).toEqual([first]);
    for (const each of [first, second]) await tell(each, active);
    const { body } = await world.call(listWallets, { as: caller });
    const states = body.wallets.map(({ walletId, state }: Linked) => [walletId, state]);
    expect(new Map(states)).toEqual(
      new Map([
        [first, 'ended'],
        [second, 'active'],
      ]),
    );
    // What was signed all the same does not stand at the provider.
    expect(provider.ended).toEqual([first, first]);
  });

  it('started at the same moment is refused', async () => {
    const { world, caller, link } = await aWorld();
    const replies = await Promise.all([link(), link('alipay', 2)]);
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409]);
    const { body } = await world.call(listWallets, { as: caller });
    expect(body.wallets).toHaveLength(1);
  });

  it('waits while the provider cannot say that the first has ended', async () => {
    const { world, caller, link, provider } = await aWorld();
    const { walletId } = (await link()).body;
    provider.says = 'unknown';
    expect(await link('alipay', 2)).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    const { body } = await world.call(listWallets, { as: caller });
    expect(body.wallets).toMatchObject([{ walletId, state: 'pending' }]);
  });

  it('of which the first is signed in the same moment is refused', async () => {
    const { world, caller, link, tell } = await aWorld();
    const { walletId } = (await link()).body;
    const [, second] = await Promise.all([tell(walletId, active), link('alipay', 2)]);
    const { body } = await world.call(listWallets, { as: caller });
    const standing = body.wallets.filter(({ state }: Linked) => state !== 'ended');
    expect(standing).toHaveLength(1);
    expect(second!.status === 201).toBe(standing[0].walletId !== walletId);
  });
});

describe('unlinking', () => {
  it('ends the agreement at its provider first, once', async () => {
    const { world, caller, link, tell, provider } = await aWorld();
    const { walletId } = (await link()).body;
    await tell(walletId, active);
    const unlink = () => world.call(unlinkWallet, { as: caller, params: { walletId } });
    provider.says = 'unknown';
    expect(await unlink()).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    provider.says = 'started';
    const first = await unlink();
    expect(first).toMatchObject({ status: 200, body: { state: 'ended' } });
    expect(await unlink()).toEqual(first);
    expect(provider.ended).toEqual([walletId]);
  });

  it('comes before the account can be deleted', async () => {
    const { world, caller, link, tell } = await aWorld();
    const { walletId } = (await link()).body;
    const ask = () =>
      world.call(requestDeletion, { as: caller, body: { whenRetentionEnds: true } });
    await tell(walletId, active);
    expect(await ask()).toMatchObject({
      status: 409,
      body: { code: 'deletion_refused', figures: { reasons: ['walletLinked'] } },
    });
    await world.call(unlinkWallet, { as: caller, params: { walletId } });
    expect(await ask()).toMatchObject({ status: 202 });
  });
});

interface Linked {
  readonly walletId: string;
  readonly state: string;
}

const aKey = (n: number): string => `wallet-${String(n).padStart(10, '0')}`;

/** A provider of agreements that says what it is told to say. */
class ToldSigning implements AgreementSigning {
  readonly name = 'alipay';
  readonly acknowledgement = { contentType: 'application/json', body: '{"code":"SUCCESS"}' };
  says: SigningStart['outcome'] = 'started';
  knows: AgreementQuery = { outcome: 'notSigned' };
  rejects: 'signatureInvalid' | 'irrelevant' | undefined;
  notice: AgreementNotice | undefined;
  readonly started: string[] = [];
  readonly ended: string[] = [];

  async start(agreementId: string): Promise<SigningStart> {
    if (this.says === 'refused') return { outcome: 'refused' };
    if (this.says === 'unknown') return { outcome: 'unknown', reason: 'timeout' };
    this.started.push(agreementId);
    const url = `https://wallet.test/${agreementId}`;
    return { outcome: 'started', place: { kind: 'page', url } };
  }

  async query(): Promise<AgreementQuery> {
    return this.knows;
  }

  async end(agreementId: string) {
    if (this.says === 'unknown') return { outcome: 'unknown', reason: 'timeout' } as const;
    this.ended.push(agreementId);
    return { outcome: 'ended' } as const;
  }

  async readNotice() {
    if (this.rejects) return failure(this.rejects);
    return success(this.notice!);
  }
}

async function aWorld() {
  const world = new IdentityWorld();
  const provider = new ToldSigning();
  Object.assign(world.others, {
    signings: { find: (name: string) => (name === provider.name ? provider : undefined) },
  });
  const caller: Caller = await world.verified(ada);
  const link = (channel = 'alipay', key = 1) =>
    world.call(linkWallet, { as: caller, body: { channel }, idempotencyKey: aKey(key) });
  const tell = (agreementId: string, agreement: AgreementState) => {
    provider.notice = { eventId: 'evt', agreementId, agreement };
    return world.call(receiveAgreementNotice, { params: { channel: 'alipay' }, body: {} });
  };
  return { world, provider, caller, link, tell };
}
